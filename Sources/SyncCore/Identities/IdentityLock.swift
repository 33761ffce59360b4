internal import Basics
internal import Engine
internal import PostgresDriver

/// Locks the tables that a plan of identities writes, in the transaction that writes.
struct IdentityLock {
  let tables: IdentityTables

  /// Locks them against writers until the transaction ends, in the order of their oids: a row that refers to a user
  /// and is written meanwhile would keep his old id. Returns the tables as they are then.
  ///
  /// Throws `SyncFailure` where a table is not what it was, and `PostgresError`.
  func take(
    withHolders: Bool, on connection: inout PostgresConnection
  ) throws -> IdentityTables {
    let table = tables.client.table
    let locked = withHolders ? tables.moves.repointing.tables : [table.sql]
    try TableState.ask(
      .known(()), locking: locked, for: table, "SHARE ROW EXCLUSIVE", on: &connection)
    var held = tables
    held.client.table = try confirmed(on: &connection)
    if withHolders { try held.holderReader.confirm(tables.holders, on: &connection) }
    return held
  }

  private func confirmed(on connection: inout PostgresConnection) throws -> TargetTable {
    let table = tables.client.table
    let now = try TableState.read(table, on: &connection)
    if now.state == table.state { return now }
    let lines = now.lines(dryRun: false) { tables.setting.appFitness(now, writes: true).lines }
    if let failure = TableState.unfitness(lines) { throw failure }
    return now
  }
}

internal import Basics
internal import PostgresDriver
internal import Records

/// Keeps the clients that rows of other tables refer to, whatever the foreign key does on deletion:
/// an undo removes no other row. Rows that the same undo deletes do not count.
struct UndoReferences {
  private let tables: UndoTables
  private let readers: [ReferenceReader]

  /// The references named may hold ids of today's id column, where the run used another one: then a row may be
  /// referred to by either.
  init(_ tables: UndoTables, _ today: UndoColumns) {
    self.tables = tables
    let client = tables.client
    var readers = [ReferenceReader(client.table, id: client.idName, named: today.references)]
    if !today.references.isEmpty, today.id != client.idName, client.table.column(today.id) != nil {
      readers.append(ReferenceReader(client.table, id: today.id, named: today.references))
    }
    self.readers = readers
  }

  /// Marks the rows of the plan, which `counts` counts.
  ///
  /// Throws `SyncFailure` when this role cannot see who refers to a client, and `PostgresError`.
  func keep(_ counts: Tally, on connection: inout PostgresConnection) throws {
    let references = try columns(on: &connection)
    for reference in references where counts[.delete] > 0 && !isOwn(reference) {
      try requireSight(of: reference)
      try connection.execute(
        statement(reference, "p.action = \(Action.delete)"))
    }
    let own = references.filter(isOwn)
    for reference in own where counts[.delete] > 0 { try requireSight(of: reference) }
    if counts[.delete] > 0, !own.isEmpty {
      try connection.execute(UndoFamily(tables: tables, references: own).keep)
    }
    for reference in references where counts[.update] > 0 {
      // A column that is referred to: the other rows would follow it, or lose it.
      guard case .foreignKey = reference.origin else { continue }
      try requireSight(of: reference)
      let names = reference.pairs.map(\.target)
        // Whatever refers to an id that is changed back follows.
        .filter { !tables.changesIDs || $0 != tables.client.idName }.map(SQL.init(literal:))
      if names.isEmpty { continue }
      try connection.execute(
        statement(
          reference,
          "p.action = \(Action.update) AND p.put ?| ARRAY[\(names)]"
        ))
    }
  }

  /// The columns of the table itself that refer to its rows.
  func family(on connection: inout PostgresConnection) throws(PostgresError) -> UndoFamily? {
    let own = try columns(on: &connection).filter(isOwn)
    return own.isEmpty ? nil : UndoFamily(tables: tables, references: own)
  }

  private func columns(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ReferringColumn] {
    var columns: [ReferringColumn] = []
    for reader in readers {
      for column in try reader.columns(on: &connection)
      where columns.isEmpty || column.origin == .settings || readers.count == 1 {
        columns.append(column)
      }
    }
    return columns
  }

  private func isOwn(_ reference: ReferringColumn) -> Bool { reference.sql == tables.sql }

  private func statement(_ reference: ReferringColumn, _ condition: SQL) -> PostgresStatement {
    // A row that refers to itself goes with itself.
    let other: SQL =
      isOwn(reference)
      ? """
      AND r.ctid <> t.ctid AND NOT EXISTS (SELECT FROM \(UndoTables.plan) d
        WHERE d.id = r.\(tables.client.id) AND d.action = \(Action.delete))
      """ : ""
    return PostgresStatement(
      "look for rows that refer to clients",
      """
      UPDATE \(UndoTables.plan) p
      SET action = \(Action.kept), reason = \(Reason.referenced),
        field = \(literal: reference.path)
      FROM \(tables.sql) t
      WHERE t.\(tables.client.id) = p.id AND (\(condition))
        AND EXISTS (SELECT FROM \(reference.sql) r WHERE \(reference.refers("r", to: "t")) \(other))
      """)
  }

  private func requireSight(of reference: ReferringColumn) throws(SyncFailure) {
    let name = reference.path
    switch reference.problem {
    case .noTable, .noColumn:
      throw SyncFailure(
        .unfit, .plan, "SYNCTOOL_REFERENCES names \(name), which does not exist",
        hint: "correct the setting")
    case .ambiguous(let problem, let candidates):
      throw SyncFailure(
        .unfit, .plan, "SYNCTOOL_REFERENCES: \(problem)",
        hint: "name the column with its schema: \(candidates)")
    case .noID(let type):
      throw SyncFailure(
        .unfit, .plan,
        "SYNCTOOL_REFERENCES names \(name) of type \(type), whose values cannot be compared with ids",
        hint: "name a column that holds ids, or a view that has them in one")
    case .notReadable, .refused:
      throw SyncFailure(
        .refused, .plan, "this role may not read \(name), so references to clients cannot be seen",
        hint: "GRANT SELECT ON \(reference.sql), and USAGE on its schema, to the role")
    case nil where reference.isPartial:
      throw SyncFailure(
        .refused, .plan, "row-level security may hide rows of \(name) that refer to a client",
        hint: "use a role that sees all rows of \(reference.sql)")
    case nil: break
    }
  }
}

package import Basics
package import PostgresDriver

/// A session with the target that may outlive a run: its connection, and the temporary tables that it has.
package struct Session: ~Copyable {
  package var connection: PostgresConnection
  private var tables: TemporaryTables?

  /// Connects; every wait asks `stop`.
  init(_ setting: TargetSetting, _ stop: Stop) throws(PostgresError) {
    connection = try TargetSession.open(setting, stop)
  }

  /// Creates a run's temporary tables, or empties those that an earlier run on the session has left; from
  /// then on the session can write only to them.
  mutating func make(_ wanted: TemporaryTables) throws(PostgresError) {
    try connection.makeWritable()
    if let tables {
      let isSame = tables.statement.sql == wanted.statement.sql
      try connection.executeScript(isSame ? tables.emptying : tables.dropping)
      if isSame { return try connection.makeReadOnly() }
      self.tables = nil
    }
    try connection.executeScript(wanted.statement)
    tables = wanted
    try connection.makeReadOnly()
  }
}

extension Session {
  /// Memory for one hash table or sort; a hash table takes twice as much. Comparing a million rows
  /// in memory takes about 350 MB.
  package static let workMemory: SQL = "192MB"

  /// The first statement of a transaction that writes.
  package static let setUpWrite = PostgresStatement(
    "set up the write",
    "SET LOCAL work_mem = '\(workMemory)'; SET LOCAL enable_tidscan = on")
}

/// A session with one target that the runs of one command use one after another; one thread.
package final class KeptSession {
  private let setting: TargetSetting
  private let stop: Stop
  private var kept: Session?

  /// Every wait of the runs asks `stop`.
  package init(_ setting: TargetSetting, _ stop: Stop) {
    (self.setting, self.stop) = (setting, stop)
  }

  /// Lends the session in the mode of a new one; a lost one is reopened.
  package func use<Outcome>(_ body: (inout Session) throws -> Outcome) throws -> Outcome {
    var session = try reused() ?? Session(setting, stop)
    do {
      let outcome = try body(&session)
      kept = consume session
      return outcome
    } catch {
      kept = consume session
      throw error
    }
  }

  /// nil when no usable one exists.
  private func reused() -> Session? {
    guard var session = kept.take(), session.connection.isUsable else { return nil }
    do {
      try session.connection.restoreMode()
      return session
    } catch {
      return nil
    }
  }
}

/// The temporary tables of one kind of run.
package struct TemporaryTables: Sendable {
  private let name: String
  private let tables: [TemporaryTable]

  /// The tables that a run makes while it writes, out of what exists then; qualified.
  private let late: [SQL]

  /// `name` is that of the statement that creates the `tables`.
  package init(_ name: String, _ tables: [TemporaryTable], late: [SQL]) {
    self.name = name
    self.tables = tables
    self.late = late
  }

  /// Makes room for another run of the same kind.
  fileprivate var emptying: PostgresStatement {
    PostgresStatement("empty the temporary tables", "TRUNCATE \(list); \(droppingLate)")
  }

  /// Makes room for a run of another kind.
  fileprivate var dropping: PostgresStatement {
    PostgresStatement("drop the temporary tables", "DROP TABLE \(list); \(droppingLate)")
  }

  private var list: SQL { tables.map(\.sql).joined(separator: ", ") }

  private var droppingLate: SQL {
    late.map { "DROP TABLE IF EXISTS \($0);" as SQL }.joined(separator: " ")
  }

  /// Creates them all.
  var statement: PostgresStatement {
    PostgresStatement(name, tables.map(\.statement).joined(separator: "\n"))
  }
}

/// A temporary table.
package struct TemporaryTable: Sendable {
  let name: SQL
  /// What follows the name when it is created.
  let definition: SQL

  package init(_ name: SQL, _ definition: SQL) {
    self.name = name
    self.definition = definition
  }

  /// Qualified, so that nothing in another schema can take its place.
  package var sql: SQL { "pg_temp.\(name)" }

  fileprivate var statement: SQL { "CREATE TEMP TABLE \(name)\(definition);" }

  /// Takes rows in PostgreSQL's binary form, with their fields in the order of the columns.
  package var copyIn: PostgresStatement {
    PostgresStatement("stage rows", "COPY \(sql) FROM STDIN (FORMAT binary)")
  }

  /// A read-only session may empty its own temporary table like this, but not truncate it.
  package var clear: PostgresStatement {
    PostgresStatement("empty the stage", "DELETE FROM \(sql)")
  }
}

/// A session with the target, opened with the run's settings.
package enum TargetSession {
  /// Connects; every wait asks `stop`, and the wait for the answer to a COMMIT ends by the deadline.
  package static func open(
    _ setting: TargetSetting, timeouts: PostgresTimeouts = PostgresTimeouts(),
    _ stop: Stop
  ) throws(PostgresError) -> PostgresConnection {
    var connection = try PostgresConnection(
      setting.keywords, applicationName: "synctool", timeouts: timeouts,
      shouldStop: { stop.isWanted })
    connection.isOverdue = { stop.isOverdue }
    return connection
  }
}

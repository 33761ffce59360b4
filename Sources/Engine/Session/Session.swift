package import Basics
package import PostgresDriver

/// A session with the target that may outlive a run: its connection, and the temporary tables that it has.
package struct Session: ~Copyable {
  package var connection: PostgresConnection
  private let made = MadeTables()

  /// Connects; every wait asks `stop`.
  init(_ setting: TargetSetting, _ stop: Stop) throws(PostgresError) {
    connection = try TargetSession.open(setting, stop)
  }

  /// Creates a run's temporary tables, or empties those that an earlier run on the session has left; from
  /// then on the session can write only to them. All of it goes with the next statement.
  mutating func make(_ wanted: TemporaryTables) {
    let there = made.tables
    let isSame = there?.isSame(as: wanted) ?? false
    var statements = there.map { isSame ? $0.emptying : $0.dropping } ?? []
    if !isSame { statements += wanted.creating }
    connection.queue(
      statements + [PostgresConnection.readOnlyMode],
      inside: .writing("begin to make the temporary tables")
    ) { [made] in made.tables = wanted }
  }

  /// What PostgreSQL has made for the session.
  private final class MadeTables {
    var tables: TemporaryTables?
  }
}

extension Session {
  /// Memory for one hash table or sort; a hash table takes twice as much. Comparing a million rows
  /// in memory takes about 350 MB.
  private static let workMemory: SQL = "192MB"

  /// Before a statement whose only need for memory is the sort of many rows: smaller runs suit the processor's cache.
  /// Of a million rows they take a tenth less of a load than one sort in memory, and of ten million less
  /// than with half of this memory, whose runs are too many for one merge.
  package static let sortMemory = PostgresStatement(
    "take less memory for a sort", "SET LOCAL work_mem = '64MB'")

  /// After it.
  package static let fullMemory = PostgresStatement(
    "take the memory again", "SET LOCAL work_mem = '\(workMemory)'")

  /// The first statements of a transaction that writes.
  package static let setUpWrite = setUp("set up the write", ["enable_tidscan = on"])

  /// Gives the present transaction the memory for its sorts and hash tables, and other settings.
  package static func setUp(_ name: String, _ settings: [SQL]) -> [PostgresStatement] {
    (["work_mem = '\(workMemory)'"] + settings).map { PostgresStatement(name, "SET LOCAL \($0)") }
  }
}

/// A session with one target that the runs of one command use one after another; one thread.
package final class KeptSession {
  private let setting: TargetSetting
  private let stop: Stop
  private var kept: Session?
  /// Why no session could be opened, until somebody has been told.
  private var fault: PostgresError?

  /// Every wait of the runs asks `stop`.
  package init(_ setting: TargetSetting, _ stop: Stop) {
    (self.setting, self.stop) = (setting, stop)
  }

  /// What `body` finds before the first run; nil where it throws. That no session could be opened is thrown by the run.
  func find<Value>(_ body: (inout PostgresConnection) throws -> Value?) -> Value? {
    do throws(PostgresError) {
      if kept == nil { kept = try Session(setting, stop) }
    } catch {
      fault = error
      return nil
    }
    return (try? use { try body(&$0.connection) }) ?? nil
  }

  /// Lends the session in the mode of a new one; a lost one is reopened.
  package func use<Outcome>(_ body: (inout Session) throws -> Outcome) throws -> Outcome {
    if let fault = fault.take() { throw fault }
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
    guard var session = kept.take(), session.connection.isAlive() else { return nil }
    session.connection.restoreMode()
    return session
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

  /// True when the others are made in the same way.
  fileprivate func isSame(as others: TemporaryTables) -> Bool {
    creating.map(\.sql) == others.creating.map(\.sql)
  }

  /// Makes room for another run of the same kind.
  fileprivate var emptying: [PostgresStatement] {
    [PostgresStatement("empty the temporary tables", "TRUNCATE \(list)")] + droppingLate
  }

  /// Makes room for a run of another kind.
  fileprivate var dropping: [PostgresStatement] {
    [PostgresStatement("drop the temporary tables", "DROP TABLE \(list)")] + droppingLate
  }

  private var list: SQL { tables.map(\.sql).joined(separator: ", ") }

  private var droppingLate: [PostgresStatement] {
    late.map { PostgresStatement("drop a temporary table", "DROP TABLE IF EXISTS \($0)") }
  }

  /// Creates them all.
  fileprivate var creating: [PostgresStatement] {
    tables.map { PostgresStatement(name, "CREATE TEMP TABLE \($0.name)\($0.definition)") }
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

  /// What errors call the sending of rows.
  package static let sending = "stage rows"

  /// Takes rows in PostgreSQL's binary form, with their fields in the order of the columns.
  package var copyIn: PostgresStatement {
    PostgresStatement(Self.sending, "COPY \(sql) FROM STDIN (FORMAT binary)")
  }

  /// The same, with the rows frozen: PostgreSQL demands that `makingFresh` came before in the same transaction.
  var copyFrozen: PostgresStatement {
    PostgresStatement(Self.sending, "COPY \(sql) FROM STDIN (FORMAT binary, FREEZE)")
  }

  /// Empties the table by giving it a new file. The transaction is then one that waits for rows now and then, whatever
  /// the role's limit on such.
  var makingFresh: [PostgresStatement] {
    ["TRUNCATE \(sql)", "SET LOCAL idle_in_transaction_session_timeout = 0"].map {
      PostgresStatement(Self.sending, $0)
    }
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
      beside: JournalProbe.sql, shouldStop: { stop.isWanted })
    connection.isOverdue = { stop.isOverdue }
    return connection
  }
}

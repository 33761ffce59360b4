import PostgresDriver
import TestSupport

extension PostgresConnection {
  /// Runs several statements of a test.
  mutating func executeScript(_ sql: String) throws {
    try executeScript(PostgresStatement("play a part", SQL(test: sql)))
  }
}

extension TestDatabase {
  /// Runs `body` while another session is in a transaction that has run `sql`.
  @discardableResult
  func holding<R>(_ sql: String, _ body: () throws -> R) throws -> R {
    var other = try connect()
    try other.executeScript(PostgresStatement("hold", "BEGIN; \(SQL(test: sql))"))
    let result = try body()
    try other.executeScript(PostgresStatement("let go", "ROLLBACK"))
    return result
  }

  /// Runs `body` while another session holds the lock that a run takes.
  @discardableResult
  func holdingRunLock<R>(_ body: () throws -> R) throws -> R {
    try holding("SELECT pg_advisory_xact_lock(\(runLock))", body)
  }

  /// The key of a run's advisory lock as SQL: "sync" and the table's oid.
  var runLock: String {
    "x'73796e63'::int8 << 32 | 'public.clients'::regclass::oid::int8"
  }
}

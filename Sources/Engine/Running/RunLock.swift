internal import Basics
internal import PostgresDriver

/// The advisory lock that lets one run at a time write a table, or what has a name of its own; it ends with its session.
package enum RunLock {
  /// The key of the lock that stands for a name, as in `assign app.users`; no table's.
  package static func key(of name: String) -> Int64 {
    let word = SHA256.digest(Array(name.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    // Those of tables have a greater first half, and negative ones are none to `pg_locks`.
    return Int64(word >> 2)
  }

  /// Tries the lock of the table of this name with the next statement, and before it; the value tells afterwards.
  static func tryFirst(
    _ table: QualifiedName, on connection: inout PostgresConnection
  ) -> FirstTry {
    let first = FirstTry()
    connection.queueAdvisoryLock(TargetTable.lockKey(table)) { first.key = $0 }
    return first
  }

  /// The key of the lock that was free at once; nil when none was.
  final class FirstTry {
    fileprivate(set) var key: Int64?
  }

  /// Takes the lock, waiting up to `wait` seconds for another run to end; `subject` is what it is of, nil for the table.
  ///
  /// Returns whether it had to wait. Throws `SyncFailure` with the code of a held lock or of a stop, and
  /// `PostgresError`.
  static func take(
    _ key: Int64, of subject: String?, wait: Double, _ stop: Stop,
    on connection: inout PostgresConnection
  ) throws -> Bool {
    let end = Clock.monotonic() + wait
    var waited = false
    while try !connection.tryAdvisoryLock(key) {
      let left = end - Clock.monotonic()
      guard left > 0 else {
        let holder = try holder(key, on: &connection)
        throw SyncFailure(
          .locked, .lock,
          (subject.map { "another run holds the lock of \($0)" }
            ?? "another run holds the lock of the table") + holder,
          hint: "wait for it to end, or use --wait SECONDS")
      }
      waited = true
      try stop.pause(seconds: min(left, 0.2), .lock)
    }
    return waited
  }

  /// Who holds the lock, for the message; empty when unknown.
  private static func holder(
    _ key: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String {
    let question = PostgresStatement(
      "look for the lock's holder",
      """
      SELECT a.pid::int8, extract(epoch FROM now() - a.backend_start)::int8
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE \(RunLockHolder.condition(key: "$1"))
      ORDER BY a.pid LIMIT 1
      """, [.int8(key)])
    return try connection.rowIfPresent(question) { (result, row) throws(PostgresError) in
      guard let age = try result.int64IfPresent(row, 1) else { return "" }
      return ": PostgreSQL backend \(try result.int64(row, 0)), connected for \(age) s"
    } ?? ""
  }
}

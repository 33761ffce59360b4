extension PostgresConnection {
  /// True when the lock was free and is now this session's, to its end or `releaseAdvisoryLocks`.
  package mutating func tryAdvisoryLock(_ key: Int64) throws(PostgresError) -> Bool {
    let statement = PostgresStatement(
      "try the advisory lock", "SELECT pg_catalog.pg_try_advisory_lock($1)", [.int8(key)])
    return try query(statement) { (result) throws(PostgresError) in try result.bool(0, 0) }
  }

  /// Gives up the session's advisory locks, whatever `shouldStop` says.
  ///
  /// A closed session gives them up too, but only after it has dropped its temporary tables, which
  /// may take a second. A failure is no news: the server releases the locks when the session ends.
  package mutating func releaseAdvisoryLocks() {
    guard link.isUsable else { return }
    let statement = PostgresStatement(
      "release the advisory locks", "SELECT pg_catalog.pg_advisory_unlock_all()")
    do {
      try sendSimple(statement)
      _ = try collect(statement.name, .unstoppable(seconds: timeouts.cancel))
    } catch {
      link.abandon()
    }
  }
}

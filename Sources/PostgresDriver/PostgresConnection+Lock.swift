extension PostgresConnection {
  /// True when the lock was free and is now this session's, to its end or `releaseAdvisoryLocks`.
  package mutating func tryAdvisoryLock(_ key: Int64) throws(PostgresError) -> Bool {
    let statement = PostgresStatement(
      "try the advisory lock", "SELECT pg_catalog.pg_try_advisory_lock($1)", [.int8(key)])
    return try bool(statement)
  }

  /// Tries the lock of a `key`, as SQL, with the next statement and before it; `done` is called with the key where
  /// the lock is this session's then. NULL is not a key.
  package mutating func queueAdvisoryLock(_ key: SQL, _ done: @escaping (Int64) -> Void) {
    let statement = PostgresStatement(
      "try the advisory lock",
      """
      SELECT CASE WHEN pg_catalog.pg_try_advisory_lock(k.key) THEN k.key END
      FROM (SELECT \(key) AS key OFFSET 0) k
      """)
    queue(statement) { (result) throws(PostgresError) in
      if let key = try result.int64IfPresent(0, 0) { done(key) }
    }
  }

  /// Runs a final statement, several in one text, whatever `shouldStop` says; false when the server
  /// did not take it in time, after which the session is unusable.
  ///
  /// A COPY in progress is abandoned.
  @discardableResult
  package mutating func executeRegardless(_ script: PostgresStatement) -> Bool {
    giveUpCopy()
    guard link.isUsable else { return false }
    do {
      // What waits with a value bound to it cannot be part of a text, and matters no more.
      if link.queue.contains(where: { !$0.statement.parameters.isEmpty }) { link.queue = [] }
      let queued = try sendSimple(script)
      _ = try collect(script.name, .unstoppable(seconds: timeouts.cancel), after: queued)
      return true
    } catch {
      link.abandon()
      return false
    }
  }

  /// Releases the session's advisory locks, whatever `shouldStop` says.
  ///
  /// A closed session releases them too, but only after it has dropped its temporary tables, which
  /// may take a second. A failure does not matter: the server releases the locks when the session ends.
  package mutating func releaseAdvisoryLocks() {
    if let release = link.release.take(), release.isDone { return }
    executeRegardless(Self.release)
  }

  /// Releases them with the next statement, and before it; where none follows, `releaseAdvisoryLocks` does.
  package mutating func queueReleaseOfAdvisoryLocks() {
    let release = LockRelease()
    link.release = release
    queue(Self.release) { _ in release.isDone = true }
  }

  private static let release = PostgresStatement(
    "release the advisory locks", "SELECT pg_catalog.pg_advisory_unlock_all()")
}

/// A release of the advisory locks that goes with another statement.
final class LockRelease {
  /// True once PostgreSQL has done it.
  fileprivate(set) var isDone = false
}

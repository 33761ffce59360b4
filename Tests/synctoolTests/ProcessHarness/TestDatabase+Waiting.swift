import Glibc

extension TestDatabase {
  /// Returns once some session waits for a lock of a relation.
  func waitForLock() throws {
    struct NeverWaited: Error {}
    for _ in 0..<1000 {
      let waiting = try value(
        """
        SELECT count(*)::text FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE NOT l.granted AND d.datname = current_database()
        """)
      if waiting != "0" { return }
      usleep(20_000)
    }
    throw NeverWaited()
  }

  /// Returns once no session but the caller's is left.
  func waitForSessionsToEnd() throws {
    struct StillThere: Error {}
    for _ in 0..<500 {
      let others = try value(
        """
        SELECT count(*)::text FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)
      if others == "0" { return }
      usleep(20_000)
    }
    throw StillThere()
  }
}

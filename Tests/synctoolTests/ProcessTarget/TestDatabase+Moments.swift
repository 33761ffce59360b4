import Glibc
import PostgresDriver

extension TestDatabase {
  struct NeverCame: Error {}

  /// Returns once the number of sessions of the tool is as wanted.
  func waitForSessions(_ isEnough: (Int) -> Bool) throws {
    var looker = try connect()
    let question = PostgresStatement(
      "count the sessions",
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'synctool'
      """)
    for _ in 0..<1000 {
      let count = try looker.query(question) { (result) throws(PostgresError) in
        Int(try result.int64(0, 0))
      }
      if isEnough(count) { return }
      usleep(20_000)
    }
    throw NeverCame()
  }

  /// Returns once so many sessions wait for a lock.
  func waitForLock(sessions: Int) throws {
    let waiting = """
      SELECT count(*)::text FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE NOT l.granted AND d.datname = current_database()
      """
    for _ in 0..<1000 {
      if try Int(value(waiting)) == sessions { return }
      usleep(20_000)
    }
    throw NeverCame()
  }

  /// Returns once some of the records are staged, and the session waits for more.
  func waitForStage() throws {
    let staged = """
      SELECT count(*)::text FROM pg_class c, pg_stat_activity a
      WHERE c.relname = 'synctool_stage' AND pg_relation_size(c.oid) > 0 AND a.state = 'idle'
        AND a.datname = current_database() AND a.application_name = 'synctool'
      """
    for _ in 0..<1000 {
      if try value(staged) == "1" { return }
      usleep(20_000)
    }
    throw NeverCame()
  }
}

extension PostgresConnection {
  /// Runs several statements of a test.
  mutating func executeScript(_ sql: String) throws {
    try executeScript(PostgresStatement("play a part", sql))
  }
}

import Glibc
import PostgresDriver
import TestSupport

extension TestDatabase {
  struct NeverCame: Error { let rows: String }

  /// Returns once the number of these rows is as wanted; throws when that takes longer than 20 seconds.
  private func waitFor(_ rows: String, _ isEnough: (Int) -> Bool) throws {
    var looker = try connect()
    let question = PostgresStatement("wait", "SELECT count(*) FROM \(SQL(test: rows))")
    for _ in 0..<1000 {
      let count = try looker.query(question) { (result) throws(PostgresError) in
        Int(try result.int64(0, 0))
      }
      if isEnough(count) { return }
      usleep(20_000)
    }
    throw NeverCame(rows: rows)
  }

  /// Returns once so many sessions wait for a lock.
  func waitForLock(sessions: Int = 1) throws {
    let waiting = """
      pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE NOT l.granted AND d.datname = current_database()
      """
    try waitFor(waiting) { $0 >= sessions }
  }

  /// Returns once a session waits for a lock of the table in the schema `public`.
  func waitForLock(on table: String) throws {
    try waitFor("pg_locks WHERE NOT granted AND relation = 'public.\(table)'::regclass") { $0 > 0 }
  }

  /// Returns once no session but the caller's is left.
  func waitForSessionsToEnd() throws {
    let others = """
      pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
      """
    try waitFor(others) { $0 == 0 }
  }

  /// Returns once the number of sessions of the tool is as wanted.
  func waitForSessions(_ isEnough: (Int) -> Bool) throws {
    let tools = """
      pg_stat_activity WHERE datname = current_database() AND application_name = 'synctool'
      """
    try waitFor(tools, isEnough)
  }

  /// Returns once a run has looked at the table and asks for its lock.
  func waitForLook() throws {
    let asking = """
      pg_stat_activity a
      WHERE a.query LIKE '%pg_try_advisory_lock%' AND a.pid <> pg_backend_pid()
        AND a.datname = current_database() AND a.application_name = 'synctool'
      """
    try waitFor(asking) { $0 == 1 }
  }

  /// Returns once a run has looked at the table and reads its source.
  func waitForReading() throws {
    let reading = """
      pg_class c, pg_stat_activity a
      WHERE c.relname = 'synctool_stage' AND a.state = 'idle'
        -- One that has only connected; the table may be that of a session that is ending.
        AND a.query NOT LIKE 'SELECT before.path%'
        AND a.datname = current_database() AND a.application_name = 'synctool'
      """
    try waitFor(reading) { $0 == 1 }
  }

  /// Returns once some of the records are staged, and the session waits for more.
  func waitForStage() throws {
    let staged = """
      pg_class c, pg_stat_activity a
      WHERE c.relname = 'synctool_stage' AND pg_relation_size(c.oid) > 0 AND a.state = 'idle'
        AND a.datname = current_database() AND a.application_name = 'synctool'
      """
    try waitFor(staged) { $0 == 1 }
  }
}

import PostgresDriver
import TestSupport

extension TestDatabase {
  /// Writes a run into the journal as if it had been: of one second, with three creates.
  func addRun(
    status: String, command: String = "sync", exitCode: Int? = nil, table: String = "clients",
    endedAgo: String = "1 hour", options: String = "{}", undoes: Int? = nil, error: String? = nil
  ) throws {
    let ended = "clock_timestamp() - interval '\(endedAgo)'"
    let codes = ["done": 0, "failed": 1]
    let code = (exitCode ?? codes[status]).map { "\($0)" } ?? "NULL"
    var connection = try connect()
    let sql = """
      INSERT INTO synctool.runs (command, status, started_at, finished_at, exit_code,
        table_schema, table_name, lock_key, source, target, options, counts, undoes, host,
        os_user, tool_version, error)
      VALUES ('\(command)', '\(status)', \(ended) - interval '1 second',
        \(status == "running" ? "NULL" : ended), \(code), 'public', '\(table)', 0, 'a file',
        'a table', '\(options)', '{"read": 3, "create": 3, "update": 0}',
        \(undoes.map { "\($0)" } ?? "NULL"), 'host', 'user', '0.1.0',
        CASE WHEN $1::text IS NOT NULL THEN
          jsonb_build_object('stage', 'plan', 'message', $1::text, 'hint', 'do it') END)
      """
    try connection.execute(
      PostgresStatement("write a run down", SQL(test: sql), [error.map { .text($0) } ?? .null]))
  }

  /// Writes rows of a run into the journal as if it had written and rejected that many clients.
  func addRows(run: Int, changes: Int = 0, rejections: Int = 0) throws {
    try self.run(
      """
      INSERT INTO synctool.changes (run, row_xmin, action, key, target_id)
      SELECT \(run), '3', 'create', format('c%s@x.test', lpad(n::text, 3, '0')), n
      FROM generate_series(1, \(changes)) n;
      INSERT INTO synctool.rejections (run, action, key, reason, field)
      SELECT \(run), 'rejected', format('r%s@x.test', lpad(n::text, 3, '0')), 'too-long', 'phone'
      FROM generate_series(1, \(rejections)) n
      """)
  }
}

extension TestDatabase {
  /// Makes the runs such as were written before runs wrote their columns down.
  func forgetColumns() throws {
    try run(
      """
      UPDATE synctool.runs SET table_oid = NULL, journal_oid = NULL, id_column = NULL,
        key_column = NULL, time_column = NULL, match_rule = NULL, column_numbers = NULL;
      UPDATE synctool.changes SET before_xmin = NULL;
      """)
  }
}

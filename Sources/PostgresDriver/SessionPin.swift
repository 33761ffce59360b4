/// The session settings that the tool relies on, whatever the role's or the server's defaults are.
///
/// They are set after connecting: poolers refuse them among the startup parameters.
enum SessionPin {
  /// One row: the `search_path` before the pin, the backend's process id, then the pinned values.
  ///
  /// Nothing is set in a backend with another process id: it may be lent to other clients afterwards.
  static func statement(_ timeouts: PostgresTimeouts, backend: Int32) -> PostgresStatement {
    let settings = [
      // Unqualified names mean the catalog's; pg_temp comes last so that it cannot shadow it.
      ("search_path", PostgresConnection.searchPath),
      ("client_encoding", "UTF8"),
      ("TimeZone", "UTC"),
      ("DateStyle", "ISO, YMD"),
      ("IntervalStyle", "postgres"),
      ("standard_conforming_strings", "on"),
      ("extra_float_digits", "1"),
      ("bytea_output", "hex"),
      ("lock_timeout", "\(timeouts.lock)ms"),
      // Set-based statements over staged rows: compiling them costs more than it brings.
      ("jit", "off"),
    ]
    let calls = settings.map {
      "pg_catalog.set_config(\(SQLLiteral.quote($0.0)), \(SQLLiteral.quote($0.1)), false)"
    }
    // Operators by their schema: the search path is still the role's.
    let columns =
      ["before.path", "before.pid"]
      + calls.map { "CASE WHEN before.pid OPERATOR(pg_catalog.=) \(backend) THEN \($0) END" }
    return PostgresStatement(
      "set up the session",
      """
      SELECT \(columns.joined(separator: ", "))
      FROM (SELECT pg_catalog.current_setting('search_path') AS path,
        pg_catalog.pg_backend_pid() AS pid OFFSET 0) AS before
      """)
  }
}

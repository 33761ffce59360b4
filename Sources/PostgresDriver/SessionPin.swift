/// The session settings that the tool relies on, whatever the role's or the server's defaults are.
///
/// They are set after connecting: poolers refuse them among the startup parameters.
enum SessionPin {
  /// The settings, each as a call that sets it for the session.
  static let calls: [SQL] = [
    // Unqualified names mean the catalog's; pg_temp comes last so that it cannot shadow it.
    ("search_path", "pg_catalog, pg_temp"),
    ("client_encoding", "UTF8"),
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("standard_conforming_strings", "on"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    // Values written as text are read back the same.
    ("array_nulls", "on"),
    ("xmloption", "content"),
    ("lc_monetary", "C"),
    // What the catalogs print of a default is read again.
    ("quote_all_identifiers", "off"),
    // Set-based statements over staged rows: compiling them costs more than it gains.
    ("jit", "off"),
  ].map { "pg_catalog.set_config(\(literal: $0.0), \(literal: $0.1), false)" }

  /// One row: the `search_path` before the pin, the backend's process id, the schemas that the path
  /// resolved to, what was asked beside, then the pinned values.
  ///
  /// Nothing is set in a backend with another process id: it may be lent to other clients afterwards.
  /// `options` are the connection's own. `beside` is a value that the caller asks for in the same turn, as SQL under
  /// any search path; it comes fourth.
  static func statement(
    _ timeouts: PostgresTimeouts, backend: Int32, options: String, beside: SQL
  ) -> PostgresStatement {
    // Whoever sets a lock's timeout in the connection's own options overrides it. Looking at all settings
    // takes PostgreSQL a millisecond.
    let isOurs: SQL =
      options.lowercased().contains("timeout")
      ? """
       AND (SELECT s.source FROM pg_catalog.pg_settings s
              WHERE s.name OPERATOR(pg_catalog.=) 'lock_timeout') OPERATOR(pg_catalog.<>) 'client'
      """ : ""
    let lock: SQL = """
      CASE WHEN before.pid OPERATOR(pg_catalog.=) \(backend)\(isOurs)
        THEN pg_catalog.set_config('lock_timeout', '\(timeouts.lock)ms', false) END
      """
    // Operators with their schema: the search path is still the role's.
    let columns: [SQL] =
      ["before.path", "before.pid", "before.schemas", beside]
      + calls.map { "CASE WHEN before.pid OPERATOR(pg_catalog.=) \(backend) THEN \($0) END" }
      + [lock]
    return PostgresStatement(
      "set up the session",
      """
      SELECT \(columns)
      FROM (SELECT pg_catalog.current_setting('search_path') AS path,
        pg_catalog.pg_backend_pid() AS pid,
        pg_catalog.current_schemas(false)::pg_catalog.text AS schemas OFFSET 0) AS before
      """)
  }
}

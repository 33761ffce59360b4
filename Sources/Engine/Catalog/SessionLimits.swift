internal import PostgresDriver

/// What `check` says of limits that may end a run before it is done.
enum SessionLimits {
  /// Not `lock_timeout`, which a session sets itself, nor that of idle transactions: a run has none.
  private static let names: [SQL] = [
    "'statement_timeout'", "'transaction_timeout'", "'idle_session_timeout'", "'temp_file_limit'",
  ]

  /// One column of a query: a line for each limit that is set, with its value, source and file; NULL when
  /// none is.
  static let column: SQL = """
    (SELECT string_agg(concat_ws(E'\\t', name || ' is ' || current_setting(name), source,
        sourcefile), E'\\n' ORDER BY name)
      FROM pg_settings WHERE name IN (\(names)) AND setting NOT IN ('0', '-1'))
    """

  /// One line that names each limit with its origin.
  static func line(_ column: String?, _ server: PostgresServer) -> CheckLine {
    guard let column else { return .ok("limits", "none is set") }
    let limits = column.split(separator: "\n").map { limit in
      let parts = limit.split(separator: "\t").map(String.init)
      let source = parts.count > 1 ? parts[1] : ""
      let origin = SettingOrigin.words(source, file: parts.count > 2 ? parts[2] : nil, server)
      return "\(parts[0]), set \(origin)"
    }
    return .warning(
      "limits",
      limits.joined(separator: "; ") + ": a run that reaches it fails and writes nothing",
      "raise it for the role, or in the connection: options=-c%20statement_timeout%3D0 in"
        + " DATABASE_URL")
  }
}

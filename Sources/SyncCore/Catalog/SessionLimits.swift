internal import PostgresDriver

/// What `check` says of limits that somebody set and that may end a run before it is done.
enum SessionLimits {
  /// Not `lock_timeout`, which a session sets itself, nor that of idle transactions: a run has none.
  private static let names = [
    "statement_timeout", "transaction_timeout", "idle_session_timeout", "temp_file_limit",
  ]

  /// One line that names each limit with who set it.
  static func line(on connection: inout PostgresConnection) throws(PostgresError) -> CheckLine {
    let server = connection.server
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    let question = PostgresStatement(
      "look for limits",
      """
      SELECT name, current_setting(name), source, sourcefile FROM pg_settings
      WHERE name IN (\(list)) AND setting NOT IN ('0', '-1') ORDER BY name
      """)
    let limits = try connection.query(question) { (result) throws(PostgresError) -> [String] in
      var limits: [String] = []
      for row in 0..<result.rowCount {
        let origin = SettingOrigin.words(
          try result.string(row, 2), file: try result.stringIfPresent(row, 3), server)
        limits.append("\(try result.string(row, 0)) is \(try result.string(row, 1)), set \(origin)")
      }
      return limits
    }
    guard !limits.isEmpty else {
      return CheckLine(side: .target, subject: "limits", verdict: .ok, detail: "none is set")
    }
    return CheckLine(
      side: .target, subject: "limits", verdict: .warning,
      detail: limits.joined(separator: "; ") + ": a run that reaches it fails and writes nothing",
      hint: "raise it for the role, or in the connection: options=-c%20statement_timeout%3D0 in"
        + " DATABASE_URL")
  }
}

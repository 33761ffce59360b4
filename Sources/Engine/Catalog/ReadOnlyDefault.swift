internal import Basics
package import PostgresDriver

/// A `default_transaction_read_only` that is on: somebody's guard, which a run that writes does not
/// override. The operator does, by an explicit `off` in the connection's options.
///
/// A `transaction_read_only` set for role, database or connection is treated the same: PostgreSQL
/// forgets it with the first transaction, but whoever set it meant something.
package struct ReadOnlyDefault: Equatable, Sendable {
  private let setting: String
  /// Who set it, as in "set …".
  private let origin: String

  /// One column of a query, false where there is nothing to read: it costs a tenth of `column`.
  static let mayBe: SQL = """
    (current_setting('default_transaction_read_only') = 'on' OR EXISTS (SELECT FROM pg_db_role_setting
        WHERE setconfig::text LIKE '%transaction_read_only%'))
    """

  /// One column of a query: setting, source and file, NULL when nothing is read-only. It must be read
  /// before we make the session read-only ourselves.
  private static let column: SQL = """
    (SELECT concat_ws(E'\\n', name, source, sourcefile) FROM (
        SELECT 1 AS rank, name, source, sourcefile FROM pg_settings
        WHERE current_setting('default_transaction_read_only') = 'on'
          AND name = 'default_transaction_read_only'
        UNION ALL
        SELECT 2, 'transaction_read_only', CASE WHEN r.setrole <> 0 AND r.setdatabase <> 0
          THEN 'database user' WHEN r.setrole <> 0 THEN 'user' WHEN r.setdatabase <> 0
          THEN 'database' ELSE 'global' END, NULL
        FROM pg_db_role_setting r JOIN pg_settings o ON o.name = 'default_transaction_read_only'
        WHERE o.source <> 'client' AND r.setconfig && ARRAY['transaction_read_only=on',
            'transaction_read_only=true', 'transaction_read_only=yes', 'transaction_read_only=1']
          AND r.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
          AND r.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
      ) found ORDER BY rank LIMIT 1)
    """

  /// nil for nil, unless the connection's own options set one.
  init?(_ column: String?, _ server: PostgresServer) {
    if let column {
      let parts = column.split(separator: "\n", maxSplits: 2).map(String.init)
      setting = parts[0]
      origin = SettingOrigin.words(
        parts.count > 1 ? parts[1] : "", file: parts.count > 2 ? parts[2] : nil, server)
    } else if Self.isMeant(by: server.options) {
      (setting, origin) = (
        "transaction_read_only", SettingOrigin.words("client", file: nil, server)
      )
    } else {
      return nil
    }
  }

  /// True for options with `transaction_read_only=on` that do not mention the default.
  private static func isMeant(by options: String) -> Bool {
    let words = options.lowercased().split { $0 == " " || $0 == "\t" || $0 == "\n" }.map { word in
      var word = Substring(word)
      for prefix in ["--", "-c"] where word.hasPrefix(prefix) { word = word.dropFirst(2) }
      return word.replacing("-", with: "_")
    }
    return ["on", "true", "yes", "1"].contains { words.contains("transaction_read_only=" + $0) }
      && !words.contains { $0.hasPrefix("default_transaction_read_only=") }
  }

  /// Reads it; nil when it is off.
  static func read(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> ReadOnlyDefault? {
    let server = connection.server
    return try connection.row(
      PostgresStatement("look for a read-only default", "SELECT \(column)")
    ) { (result, row) throws(PostgresError) in
      ReadOnlyDefault(try result.stringIfPresent(row, 0), server)
    }
  }

  /// What the preflight says of it: a fault, but a warning where nothing will be written.
  func line(dryRun: Bool) -> CheckLine {
    let words = "\(setting) is on, set \(origin)"
    return dryRun
      ? .warning("writable", words + ": a run that writes would be refused", Self.hint)
      : .fault("writable", words + ": nothing may be written there", Self.hint)
  }

  private static let hint = """
    ask who set it; to write all the same, say so in the connection: \
    options=-c%20default_transaction_read_only%3Doff in DATABASE_URL, or \
    PGOPTIONS='-c default_transaction_read_only=off'
    """

  /// Applies the guard to a command without a preflight: throws `.unfit`, or returns the warning of a dry
  /// run.
  package static func check(
    dryRun: Bool, on connection: inout PostgresConnection
  ) throws -> [String] {
    guard let line = try read(on: &connection)?.line(dryRun: dryRun) else { return [] }
    if let failure = CheckLine.failure([line]) { throw failure }
    return [line.warning]
  }
}

internal import PostgresDriver

/// A `default_transaction_read_only` that is on: somebody's guard, which a run that writes does not
/// override. The operator does, by an explicit `off` in the connection's options.
struct ReadOnlyDefault: Equatable, Sendable {
  /// Who set it, as in "set …".
  let origin: String

  /// One column of a query: the source and the file of the setting, NULL when it is off. It has to be asked
  /// for before the session is made read-only by ourselves.
  static let column = """
    (SELECT concat_ws(E'\\n', source, sourcefile) FROM pg_settings
      WHERE name = 'default_transaction_read_only' AND setting = 'on')
    """

  /// nil for NULL.
  init?(_ column: String?, _ server: PostgresServer) {
    guard let column else { return nil }
    let parts = column.split(separator: "\n", maxSplits: 1).map(String.init)
    origin = SettingOrigin.words(
      parts.first ?? "", file: parts.count > 1 ? parts[1] : nil, server)
  }

  /// Asks for it; nil when it is off.
  static func read(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> ReadOnlyDefault? {
    let server = connection.server
    return try connection.query(
      PostgresStatement("look for a read-only default", "SELECT \(column)")
    ) { (result) throws(PostgresError) in
      ReadOnlyDefault(try result.stringIfPresent(0, 0), server)
    }
  }

  /// What the preflight says of it: a fault, but a warning where nothing is to be written.
  func line(dryRun: Bool) -> CheckLine {
    CheckLine(
      side: .target, subject: "writable", verdict: dryRun ? .warning : .fault,
      detail: "default_transaction_read_only is on, set \(origin)"
        + (dryRun ? ": a run that writes would be refused" : ": nothing is to be written there"),
      hint: Self.hint, code: dryRun ? .done : .unfit)
  }

  private static let hint = """
    ask who set it; to write all the same, say so in the connection: \
    options=-c%20default_transaction_read_only%3Doff in DATABASE_URL, or \
    PGOPTIONS='-c default_transaction_read_only=off'
    """

  /// Holds a command without a preflight to the guard: throws `.unfit`, or returns the warning of a dry
  /// run.
  static func check(
    dryRun: Bool, on connection: inout PostgresConnection
  ) throws -> [String] {
    guard let line = try read(on: &connection)?.line(dryRun: dryRun) else { return [] }
    if let failure = CheckLine.failure([line]) { throw failure }
    return [line.warning]
  }
}

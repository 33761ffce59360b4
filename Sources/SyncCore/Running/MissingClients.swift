internal import PostgresDriver

/// Tells which clients named by `--only` the source does not have.
enum MissingClients {
  /// More than this many are counted instead of named.
  static let mostNamed = 20

  /// One sentence each; empty without `--only`.
  static func warnings(
    _ tables: PlanTables, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String] {
    warnings("the source has no record of", try tables.missingKeys(on: &connection))
  }

  /// `what` stands before the first of them.
  static func warnings(_ what: String, _ missing: [String]) -> [String] {
    var warnings = missing.prefix(mostNamed).map { "\(what) \($0)" }
    if missing.count > mostNamed {
      warnings.append("nor of \(missing.count - mostNamed) other clients named by --only")
    }
    return warnings
  }
}

internal import PostgresDriver

/// Tells which clients named by `--only` the source does not have.
enum MissingClients {
  /// More than this many are counted instead of named.
  static let mostNamed = 20

  /// One sentence each; empty without `--only`.
  static func warnings(
    _ tables: PlanTables, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String] {
    let missing = try tables.missingKeys(on: &connection)
    var warnings = missing.prefix(mostNamed).map { "the source has no record of \($0)" }
    if missing.count > mostNamed {
      warnings.append("nor of \(missing.count - mostNamed) other clients named by --only")
    }
    return warnings
  }
}

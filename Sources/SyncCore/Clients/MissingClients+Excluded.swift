internal import Engine
internal import PostgresDriver
internal import Records

extension MissingClients {
  /// A sentence for each client that the mapping leaves out; empty without `--only`.
  static func excluded(
    _ only: KeySet?, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String] {
    guard only != nil else { return [] }
    let excluded = try connection.strings(
      PostgresStatement(
        "look for excluded clients",
        """
        SELECT key FROM \(PlanTables.stage) WHERE key IS NOT NULL GROUP BY key
        HAVING bool_and(reason IS NOT DISTINCT FROM \(literal: RowEncoder.excluded)) ORDER BY key
        """))
    return sentences("the mapping's where leaves out", excluded)
  }
}

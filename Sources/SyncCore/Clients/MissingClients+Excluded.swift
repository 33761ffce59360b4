internal import Engine
internal import PostgresDriver
internal import Records

extension MissingClients {
  /// A sentence for each client that the mapping leaves out; empty without `--only`.
  static func excluded(_ only: KeySet?) -> Question<[String]> {
    guard only != nil else { return .known([]) }
    let excluded = Question.strings(
      PostgresStatement(
        "look for excluded clients",
        """
        SELECT key FROM \(PlanTables.stage) WHERE key IS NOT NULL GROUP BY key
        HAVING bool_and(reason IS NOT DISTINCT FROM \(literal: RowEncoder.excluded)) ORDER BY key
        """))
    return excluded.map { sentences("the mapping's where leaves out", $0) }
  }
}

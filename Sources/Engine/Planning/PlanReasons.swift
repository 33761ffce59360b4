internal import PostgresDriver
internal import Records

/// Counts the reasons why records of the plan are not written.
enum PlanReasons {
  /// More than a page shows.
  private static let limit = 200

  /// The most frequent first, then by name; `table` is the plan's.
  static func read(
    of table: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ReasonCount] {
    let question = PostgresStatement(
      "count the reasons",
      """
      SELECT action, reason, field, count(*) FROM \(table) WHERE reason IS NOT NULL
      GROUP BY action, reason, field ORDER BY 4 DESC, 1, 2, 3 LIMIT \(limit)
      """)
    return try connection.rows(question) { (result, row) throws(PostgresError) in
      guard let reason = Reason(rawValue: try result.string(row, 1)) else {
        throw .misuse(question.name, "the plan holds an unknown reason")
      }
      return ReasonCount(
        action: try result.string(row, 0), reason: reason,
        field: try result.stringIfPresent(row, 2), number: Int(try result.int64(row, 3)))
    }
  }
}

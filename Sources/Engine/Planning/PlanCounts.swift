package import PostgresDriver
internal import Records

/// Counts the plan's rows.
package enum PlanCounts {
  /// `staged` records were read; those without a row in the plan are unchanged. nil means that each has
  /// one. `plan` is the plan's table.
  ///
  /// Throws when the plan has more rows than there are records: no count is ever below zero.
  package static func read(
    of plan: SQL, staged: Int? = nil,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Tally {
    var (counts, _) = try rows(PostgresStatement(name, actions(plan)), on: &connection)
    if let staged { try settle(&counts, staged: staged) }
    return counts
  }

  /// The plan's own rows, without the unchanged records, and the number of rows that `others`, SQL after
  /// FROM, selects.
  package static func read(
    of plan: SQL, besides others: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (counts: Tally, others: Int) {
    let question: SQL = """
      \(actions(plan)) UNION ALL SELECT \(literal: beside), count(*), 0 FROM \(others)
      """
    return try rows(PostgresStatement(name, question), on: &connection)
  }

  /// Adds the unchanged records: those of the `staged` ones that the plan's counts do not cover.
  package static func settle(_ counts: inout Tally, staged: Int) throws(PostgresError) {
    let unchanged = staged - counts.read
    guard unchanged >= 0 else {
      throw PostgresError(
        kind: .protocolMisuse, statement: name,
        message: "the plan has more entries than the source has records",
        hint: "REINDEX the target table, whose unique indexes may be damaged, then run again")
    }
    counts.unchanged = unchanged
  }

  private static let name = "count the plan"
  private static let beside = "beside"

  private static func actions(_ plan: SQL) -> SQL {
    """
    SELECT action, count(*), count(*) FILTER (WHERE reason = \(Reason.unresolved))
    FROM \(plan) GROUP BY action
    """
  }

  private static func rows(
    _ question: PostgresStatement, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (counts: Tally, others: Int) {
    var (counts, others) = (Tally(), 0)
    let rows = try connection.rows(question) { (result, row) throws(PostgresError) in
      (try result.string(row, 0), Int(try result.int64(row, 1)), Int(try result.int64(row, 2)))
    }
    for (word, number, unresolved) in rows {
      if let action = Action(rawValue: word) {
        counts[action] = number
        counts.unresolved += unresolved
      } else if word == beside {
        others = number
      } else if word == RowEncoder.excluded {
        counts.excludedRows = number
      } else {
        throw .misuse(name, "the plan holds an unknown action")
      }
    }
    return (counts, others)
  }
}

internal import PostgresDriver

/// The digest of a plan: 128 bits as hexadecimal digits, equal for equal plans.
///
/// Adds up two 64-bit hashes of every row (action, key, target, reason, values new and old; no time of this
/// run), so that the order of rows does not matter; the names of the table and its columns go in at the
/// end. It guards against accidental differences; it is not a signature.
enum PlanDigest {
  /// Reads the plan, and what stands beside it; nil for one that no digest tells from others.
  static func compute(
    _ plan: PlanRelation, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String? {
    guard let digested = plan.digested else { return nil }
    let values: [SQL] =
      ["p.action", plan.key, plan.sourceID, plan.target, "p.reason", "p.field", plan.winner]
      + digested
    let row: SQL = "ROW(\(values))"
    let sum = { (seed: SQL) -> SQL in "coalesce(sum(hash_record_extended(row, \(seed))), 0)::text" }
    let question = PostgresStatement(
      "compute the plan's digest",
      """
      SELECT substr(encode(sha256(convert_to(
          concat_ws(' ', \(sum("0")), \(sum("1")), $1::text), 'UTF8')), 'hex'), 1, 32)
      FROM (SELECT \(row) AS row
        FROM \(plan.table) p \(plan.beside)
        WHERE \(plan.isDigested)\(plan.digestedBeside.map { "\nUNION ALL \($0)" } ?? "")) rows
      """, [.text(plan.names.map(SQL.init(identifier:)).joined(separator: " ").text)])
    return try connection.row(question) { (result, row) throws(PostgresError) in
      try result.string(row, 0)
    }
  }
}

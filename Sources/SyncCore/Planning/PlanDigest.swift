internal import PostgresDriver

/// The digest of a plan: 128 bits as hexadecimal digits, equal for equal plans.
///
/// The SHA-256 of every row (action, key, target, reason, values; no time of this run) is cut to
/// 128 bits and added up, so that the order of rows plays no part.
enum PlanDigest {
  /// Reads the plan and the stage only.
  static func compute(
    _ tables: PlanTables, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String {
    let created = tables.layout.createdAt == nil ? [] : ["s.created"]
    let values =
      ["p.action", "coalesce(s.key, p.key)", "s.source_id", "p.target_id", "p.reason", "p.field"]
      + ["p.winner", "s.email"] + created + tables.columns.dropFirst().map { "s.\($0.staged)" }
    let half = { (start: Int) in
      """
      mod(mod(sum(('x' || substr(hash, \(start), 16))::bit(64)::int8::numeric),
        18446744073709551616) + 18446744073709551616, 18446744073709551616)
      """
    }
    let question = PostgresStatement(
      "compute the plan's digest",
      """
      SELECT coalesce(\(half(1)), 0)::text, coalesce(\(half(17)), 0)::text FROM (
        SELECT encode(sha256(convert_to(
          ROW(\(values.joined(separator: ", ")))::text, 'UTF8')), 'hex') AS hash
        FROM \(PlanTables.plan) p LEFT JOIN \(PlanTables.stage) s ON s.ctid = p.row
        WHERE p.action <> 'orphan') hashes
      """)
    return try connection.query(question) { (result) throws(PostgresError) -> String in
      hex(try result.string(0, 0)) + hex(try result.string(0, 1))
    }
  }

  private static func hex(_ decimal: String) -> String {
    let digits = String(UInt64(decimal) ?? 0, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

internal import PostgresDriver
internal import Records

/// The digest of a plan: 128 bits as hexadecimal digits, equal for equal plans.
///
/// Adds up two 64-bit hashes of every row (action, key, target, reason, values new and old; no time of this
/// run), so that the order of rows does not matter; the names of the table and its columns go in at the
/// end. It guards against accidental differences; it is not a signature.
enum PlanDigest {
  /// Reads the plan and the stage only.
  static func compute(
    _ tables: PlanTables, _ rules: PlanRules, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String {
    let created = tables.layout.createdAt == nil ? [] : ["s.created"]
    // The values as they would be written: what the options make of them is part of the plan.
    // For a record that is not written, what the record says: its row may keep changing.
    let isUpdate = "p.action = '\(Action.update.rawValue)'"
    let written = tables.columns.map {
      let updated = $0.updated(from: "p.\($0.old)", allowUnprotect: rules.allowUnprotect)
      return "CASE WHEN \(isUpdate) THEN \(updated) ELSE \($0.created) END"
    }
    // What a write takes away is part of it too; rows that the run does not write may keep changing.
    let replaced = tables.columns.map { "CASE WHEN \(isUpdate) THEN p.\($0.old) END" }
    let set = tables.createColumns.map(\.plannedOnCreate)
    let values =
      ["p.action", "s.key", "s.source_id", "p.target_id", "p.reason", "p.field", "p.winner"]
      + created + written + replaced + set
    let row = "ROW(\(values.joined(separator: ", ")))"
    let sum = { (seed: String) in "coalesce(sum(hash_record_extended(row, \(seed))), 0)::text" }
    let names =
      [tables.table.sql] + (tables.columns + tables.createColumns).map { $0.layout.column }
    let question = PostgresStatement(
      "compute the plan's digest",
      """
      SELECT substr(encode(sha256(convert_to(
          concat_ws(' ', \(sum("0")), \(sum("1")), $1::text), 'UTF8')), 'hex'), 1, 32)
      FROM (SELECT \(row) AS row
        FROM \(PlanTables.plan) p LEFT JOIN \(PlanTables.stage) s ON s.ctid = p.row
        WHERE p.action NOT IN ('orphan', '\(RowEncoder.excluded)')) rows
      """, [.text(names.map(SQLIdentifier.quote).joined(separator: " "))])
    return try connection.query(question) { (result) throws(PostgresError) in
      try result.string(0, 0)
    }
  }
}

internal import PostgresDriver
internal import Records

/// The digest of a plan: 128 bits as hexadecimal digits, equal for equal plans.
///
/// Two 64-bit hashes of every row (action, key, target, reason, values new and old; no time of this run) are added
/// up, so that the order of rows plays no part; the names of the table and its columns go in at the
/// end. It tells plans apart that chance makes differ; it is no signature.
enum PlanDigest {
  /// Reads the plan and the stage only.
  static func compute(
    _ tables: PlanTables, _ rules: PlanRules, on connection: inout PostgresConnection
  ) throws(PostgresError) -> String {
    let created = tables.layout.createdAt == nil ? [] : ["s.created"]
    // The values as they would be written: what the options make of them is a part of the plan.
    // Of a record that is not written it is what the record says: its row may go on to change.
    let isUpdate = "p.action = '\(Action.update.rawValue)'"
    let written = tables.columns.map {
      let updated = $0.updated(from: "p.\($0.old)", allowUnprotect: rules.allowUnprotect)
      return "CASE WHEN \(isUpdate) THEN \(updated) ELSE \($0.created) END"
    }
    // What a write takes away is as much a part of it; what no run writes may go on to change.
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

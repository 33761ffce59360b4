internal import PostgresDriver

/// Rows `p` of a plan, with their `action`, `reason` and `field`, as SQL for the journal.
struct RejectedRelation: Sendable {
  /// What stands after FROM.
  let rows: String
  let key: String
  /// The order in which they are kept.
  let order: String
  /// The record's `_id` as bytes; NULL for entries that come from no record, as all that follows.
  var sourceID = "NULL::bytea"
  /// The `_id` of the record that won.
  var winner = "NULL::bytea"
  /// Where the text of a broken record stands, and what is wrong with it: as `SourcePlace` has it.
  var place = "NULL::text"
}

extension RunJournal {
  /// Keeps every entry of a plan that met one of these fates, with reason and field.
  func addRejections(
    _ problems: [Action], _ plan: RejectedRelation, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let kept = problems.map { "'\($0.rawValue)'" }
    let place = plan.place
    try connection.execute(
      PostgresStatement(
        "keep the rejections",
        """
        INSERT INTO synctool.rejections (run, action, source_id, key, reason, field, winner_id,
          line, byte, detail)
        SELECT \(run), p.action, \(plan.sourceID), \(plan.key), p.reason, p.field, \(plan.winner),
          split_part(\(place), ' ', 1)::bigint, split_part(\(place), ' ', 2)::bigint,
          regexp_replace(\(place), '^[0-9]+ [0-9]+ ', '')
        FROM \(plan.rows)
        WHERE p.action IN (\(kept.joined(separator: ", ")))
        ORDER BY \(plan.order)
        """))
  }
}

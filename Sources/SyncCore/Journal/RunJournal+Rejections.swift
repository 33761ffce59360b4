internal import PostgresDriver

extension RunJournal {
  /// Keeps every record of the plan with one of these fates, with reason and field.
  func addRejections(
    _ problems: [Action], on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let kept = problems.map { "'\($0.rawValue)'" }
    try connection.execute(
      PostgresStatement(
        "keep the rejections",
        """
        INSERT INTO synctool.rejections (run, action, source_id, key, reason, field, winner_id,
          line, byte, detail)
        SELECT \(run), p.action, s.source_id, s.key, p.reason, p.field, p.winner,
          split_part(s.place, ' ', 1)::bigint, split_part(s.place, ' ', 2)::bigint,
          regexp_replace(s.place, '^[0-9]+ [0-9]+ ', '')
        FROM \(PlanTables.plan) p LEFT JOIN \(PlanTables.stage) s ON s.ctid = p.row
        WHERE p.action IN (\(kept.joined(separator: ", ")))
        ORDER BY s.key, s.source_id
        """))
  }
}

internal import PostgresDriver

extension RunJournal {
  /// Keeps every record that the plan could not write, with reason and field.
  func addRejections(on connection: inout PostgresConnection) throws(PostgresError) {
    let kept = [Action.rejected, .failed, .duplicate].map { "'\($0.rawValue)'" }
    try connection.execute(
      PostgresStatement(
        "keep the rejections",
        """
        INSERT INTO synctool.rejections (run, action, source_id, key, reason, field, winner_id)
        SELECT \(run), p.action, s.source_id, s.key, p.reason, p.field, p.winner
        FROM \(PlanTables.plan) p LEFT JOIN \(PlanTables.stage) s ON s.ctid = p.row
        WHERE p.action IN (\(kept.joined(separator: ", ")))
        ORDER BY s.key, s.source_id
        """))
  }
}

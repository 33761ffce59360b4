internal import PostgresDriver

extension OpenRun {
  /// Keeps every entry of a plan that met one of these fates, with reason and field.
  func addRejections(
    _ problems: [Action], _ plan: PlanRelation, on connection: inout PostgresConnection
  ) throws(PostgresError) {
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
        FROM \(plan.table) p \(plan.beside)
        WHERE p.action IN (\(problems))
        ORDER BY \(plan.order)
        """))
  }
}

internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Carries out a plan inside the caller's transaction.
struct Applier {
  let tables: PlanTables
  let rules: PlanRules
  let plan: PlanSummary
  /// What is written goes to it; nil where nothing is recorded.
  let recorder: ChangeRecorder?

  /// Locks the table against writers, sets aside what has changed since the plan was made, and writes
  /// the rest; rows that PostgreSQL refuses are marked as failed in the plan.
  ///
  /// Throws what `PlanTables.confirmed` throws, and `SyncFailure` when an alteration of the table since then
  /// would make PostgreSQL refuse the plan.
  func apply(on connection: inout PostgresConnection) throws -> AppliedPlan {
    connection.queue(Session.setUpWrite)
    let ((newcomers, mayChange, mayBePublished, state), moved) = try TableState.ask(
      look.and(plan.counts[.update] > 0 ? movedRows : .known(0)), locking: tables.table,
      "SHARE ROW EXCLUSIVE", on: &connection)
    let tables = try tables.confirmed(state, since: plan.moment, on: &connection)
    var counts = plan.counts
    if let refusal = try refusal(tables.table, mayBePublished, on: &connection) { throw refusal }
    let implies = plan.impliesCreates && !newcomers && !mayChange
    if plan.impliesCreates, !implies { tables.listCreates(on: &connection) }
    let moves = rules.force ? LinkMoves(tables, plan.claims) : nil
    try moves?.prepare(on: &connection)
    if try moved + (newcomers ? connection.ask(takenKeys) : 0) > 0 {
      try moves?.failTogether(on: &connection)
      counts = try PlanCounts.read(of: PlanTables.plan, staged: counts.read, on: &connection)
    }
    let recorder = recorder?.of(tables.client)
    var (isReadAgain, warnings): (Bool, [String]) = (false, [])
    if counts.changes > 0 {
      // The journal keeps rows as they were before they were parked.
      isReadAgain = mayChange || moves?.parks == true
      let written =
        isReadAgain ? WrittenRows(tables: tables, rules: rules, recorder: recorder) : nil
      try written?.prepare(on: &connection)
      let writer = RowWriter(
        tables, rules, counts, impliesCreates: implies, recorder, written, moves)
      let wroteAll = try RefusalSearch(writer, tables.table).run(on: &connection)
      if !wroteAll { try moves?.failTogether(on: &connection) }
      let (lost, said) = try written?.read(on: &connection) ?? (0, [])
      if lost > 0, let deletion = try written?.deletion(on: &connection) { throw deletion }
      if !wroteAll || lost > 0 {
        counts = try PlanCounts.read(of: PlanTables.plan, staged: counts.read, on: &connection)
      }
      warnings = said
    }
    return AppliedPlan(
      counts: counts, isReadAgain: isReadAgain, warnings: warnings,
      links: try links(
        recorder, areImplied: implies, isReadAgain: isReadAgain, isUntouched: !newcomers,
        on: &connection))
  }

  /// Writes the links; nil where none are used.
  private func links(
    _ recorder: ChangeRecorder?, areImplied: Bool, isReadAgain: Bool, isUntouched: Bool,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> LinkCount? {
    guard let set = tables.links, let changes = plan.links, let recorder else { return nil }
    if changes.outlook.changes == 0 { return changes.outlook }
    connection.queue(LinkTables.joins)
    let writer = try LinkRecorder(set, recorder, on: &connection)
    let creates = isReadAgain ? WrittenRows.createdIDs : tables.createdIDs(areImplied: areImplied)
    return try changes.write(
      writer, creates: creates, areImplied: areImplied, isUntouched: isUntouched, on: &connection)
  }

  /// Why PostgreSQL would refuse the plan because of what changed since; `table` is the present one.
  private func refusal(
    _ table: TargetTable, _ mayBePublished: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    if mayBePublished, plan.counts[.update] > 0,
      let refusal = try PublicationFault.refusalOfUpdates(table, on: &connection)
    {
      return refusal
    }
    // Another sequence may fill the ids now.
    if table.state == plan.moment.table.state { return nil }
    return try SequenceOutlook(
      table, mapped: tables.filled, creates: plan.counts[.create], dryRun: false, on: &connection
    ).refusal
  }

  /// An update applies only to the exact row version that the plan compared; sets aside the others, and says how
  /// many they are.
  private var movedRows: Question<Int> {
    setAside(
      "look for rows changed meanwhile", .changedMeanwhile,
      """
      WHERE p.action = \(Action.update) AND NOT EXISTS (
        SELECT FROM \(tables.table.sql) t
        WHERE t.\(tables.id) = p.target_id AND t.xmin = p.target_xmin)
      """)
  }

  /// Whether there are row versions that the plan may not have seen, whether triggers may change
  /// what is written, whether the table may be published, and its state.
  private var look:
    Question<(newcomers: Bool, mayChange: Bool, mayBePublished: Bool, state: String?)>
  {
    let question = PostgresStatement(
      "look for new clients",
      """
      SELECT EXISTS (SELECT FROM \(tables.table.sql) t WHERE \(plan.moment.isYoung)),
        \(WrittenRows.mayChange(tables.table, recorded: recorder != nil)),
        \(PublicationFault.mayApply(to: "\(tables.table.oid)")), \(tables.state)
      """)
    return .row(question) { (result, row) throws(PostgresError) in
      (
        try result.bool(row, 0), try result.bool(row, 1), try result.bool(row, 2),
        try result.stringIfPresent(row, 3)
      )
    }
  }

  /// A client may have appeared under another spelling of a planned key, which no index would catch.
  /// Says how many records are set aside.
  private var takenKeys: Question<Int> {
    setAside(
      "look for clients that appeared meanwhile", .appearedMeanwhile,
      """
      FROM \(PlanTables.stage) s, (
        SELECT \(tables.targetKey) AS key, t.\(tables.id) AS id
        FROM \(tables.table.sql) t WHERE \(plan.moment.isYoung)) t
      WHERE s.ctid = p.row AND s.key = t.key
        AND p.action IN (\(Action.create), \(Action.update))
        AND p.target_id IS DISTINCT FROM t.id\(moving)
      """)
  }

  /// A row that gives its key up in this run is in nobody's way.
  private var moving: SQL {
    plan.claims.moves == 0
      ? ""
      : """

        AND t.id NOT IN (SELECT own_id FROM \(LinkTables.claims) WHERE verdict = \(LinkVerdict.moves))
      """
  }

  /// Marks the planned writes that the end of an UPDATE chooses as failed.
  private func setAside(_ name: String, _ reason: Reason, _ choice: SQL) -> Question<Int> {
    .affectedRows([
      PostgresStatement(
        name,
        """
        UPDATE \(PlanTables.plan) p
        SET action = \(Action.failed), reason = \(reason)
        \(choice)
        """)
    ])
  }
}

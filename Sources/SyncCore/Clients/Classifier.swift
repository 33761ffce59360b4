internal import Engine
internal import PostgresDriver
internal import Records

/// Decides the fate of every staged record by set-based SQL, and keeps it as rows of the plan.
///
/// It runs in a read-only transaction with one snapshot; a record that equals its row gets no
/// entry in the plan. PostgreSQL's own equality decides.
struct Classifier {
  private let matching: Matching
  private let difference: Difference
  private let contest: Contest
  /// nil where records find their rows by their keys alone.
  private let links: LinkPlan?
  private var tables: PlanTables { matching.tables }

  /// `areLinksFresh` says that no record has a link yet.
  init(_ matching: Matching, _ rules: PlanRules, areLinksFresh: Bool) {
    self.matching = matching
    links = areLinksFresh ? nil : LinkPlan(matching, rules)
    difference = Difference(columns: matching.tables.columns, rules: rules)
    contest = Contest(tables: matching.tables, rule: rules.onDuplicate)
  }

  /// Fills the plan and counts it, and counts the records that share a key with another; `mayRepeat` is false when
  /// none does, rejected ones included.
  func classify(
    _ records: StagedRecords, mayRepeat: Bool, on connection: inout PostgresConnection
  ) throws -> (counts: Tally, contested: Int, claims: ClaimCounts) {
    // Hash joins in memory: a merge join would sort both sides in full, rows and all.
    connection.queue(
      Session.setUp("set up the comparison", ["enable_mergejoin = off", "enable_tidscan = on"]))
    try links?.find(staged: records.read - records.known, on: &connection)
    let contested = mayRepeat ? try connection.execute(contest.rank) : 0
    if records.setAside + contested > 0 {
      // Conditions on the stage leave some rows out: PostgreSQL must know that few remain.
      connection.queue(
        PostgresStatement("count the stage", "ANALYZE \(PlanTables.stage) (reason)"))
    }
    if contested > 0 { connection.queue(contest.plan) }
    if records.rejected > 0 { connection.queue(planRejections) }
    if case .none = matching.rows {
      var counts = try PlanCounts.read(of: PlanTables.plan, staged: records.read, on: &connection)
      (counts[.create], counts.unchanged) = (counts.unchanged, 0)
      return (counts, contested, ClaimCounts())
    }
    let losers = contested > 0 ? Contest.losers : nil
    let claims =
      try links?.judge(Contest.isWinner(contested: contested), on: &connection) ?? ClaimCounts()
    connection.queue(
      comparison(
        of: matching.pairs(
          losers: losers, rejections: records.setAside > 0, claims: claims.all > 0),
        claims: claims.all > 0))
    var (counts, looked) = try PlanCounts.read(
      of: PlanTables.plan, besides: "\(tables.table.sql) t WHERE \(matching.rows.condition)",
      on: &connection
    )
    var isFinal = true
    let leavesKeysOut = contested > 0 ? try connection.bool(Contest.leavesKeysOut) : false
    if leavesKeysOut || isCrowded(counts, records, claims, looked: looked) {
      isFinal = try !matching.rejectAmbiguous(on: &connection)
    }
    if records.rejected + contested > 0 {
      connection.queue(forgetClaimedOrphans)
      isFinal = false
    }
    if records.excluded > 0 {
      connection.queue(excludeOrphans)
      isFinal = false
    }
    if links != nil, records.setAside + contested + claims.rejected > 0 {
      connection.queue(LinkPlan.ownedOrphans)
      isFinal = false
    }
    if !isFinal {
      return (
        try PlanCounts.read(of: PlanTables.plan, staged: records.read, on: &connection), contested,
        claims
      )
    }
    try PlanCounts.settle(&counts, staged: records.read)
    return (counts, contested, claims)
  }

  /// True when more target rows matched a record than records matched a row: two rows have one
  /// key, spelled differently, or spelled alike where the unique index is damaged.
  private func isCrowded(
    _ counts: Tally, _ records: StagedRecords, _ claims: ClaimCounts, looked: Int
  ) -> Bool {
    let rejected = records.rejected + claims.rejected
    let contestants = records.read - records.known - rejected - counts[.duplicate]
    // A record that lacks a value to become a row is rejected because it matched none.
    let alone = counts[.create] + counts[.rejected] - rejected
    return looked - counts[.orphan] > contestants - alone
  }

  /// Plans creates, updates, rows that differ, and orphans; equal pairs get no row.
  ///
  /// The plan keeps the key of an orphan only where a later step asks for it.
  private func comparison(of pairs: SQL, claims: Bool) -> PostgresStatement {
    let old: [SQL] = tables.columns.map {
      "CASE WHEN s.synctool_row IS NOT NULL THEN \($0.targetValue) END"
    }
    let missing = starved { $0.reasonWhenMissing.rawValue }
    return PostgresStatement(
      "compare records with rows",
      """
      INSERT INTO \(PlanTables.plan)
        (action, row, key, target_id, target_xmin, reason, field,
          \(tables.columns.map(\.old)))
      SELECT \(Matching.choice(orphan: "'orphan'", create: createAction, pair: difference.action)),
        s.synctool_row,
        \(Matching.choice(orphan: "t.synctool_key", create: "NULL", pair: "NULL")),
        t.\(tables.id), t.synctool_xmin,
        \(Matching.choice(orphan: "NULL", create: missing, pair: difference.reason(claims: claims))),
        \(Matching.choice(orphan: "NULL", create: starved { $0.fieldName }, pair: "NULL")),
        \(old)
      FROM \(pairs)
      WHERE \(Matching.isOrphan) OR \(Matching.isNew) OR \(difference.exists)
      """)
  }

  private var createAction: SQL {
    starved(else: "\(Action.create)") { _ in Action.rejected.rawValue }
  }

  /// A word for records that cannot be created because a value is missing, other SQL for the rest.
  private func starved(
    else other: SQL = "NULL", _ word: (LayoutColumn) -> String
  ) -> SQL {
    let needy = (tables.columns + tables.createColumns).filter(\.starvesCreates)
    if needy.isEmpty { return other }
    let cases: [SQL] = needy.map {
      "WHEN s.\($0.staged) IS NULL THEN \(literal: word($0.layout))"
    }
    return "CASE \(cases.joined(separator: " ")) ELSE \(other) END"
  }

  private static let isRejected: SQL =
    "reason IS NOT NULL AND reason <> \(literal: RowEncoder.excluded)"

  /// A row whose record the mapping leaves out is not an orphan.
  private var excludeOrphans: PostgresStatement {
    PostgresStatement(
      "set rows of excluded records apart",
      """
      UPDATE \(PlanTables.plan) SET action = \(literal: RowEncoder.excluded) WHERE action = 'orphan'
        AND key IN (SELECT key FROM \(PlanTables.stage) WHERE reason = \(literal: RowEncoder.excluded))
      """)
  }

  private var planRejections: PostgresStatement {
    PostgresStatement(
      "plan rejections",
      """
      INSERT INTO \(PlanTables.plan) (action, row, reason, field)
      SELECT \(Action.rejected), ctid, reason, field
      FROM \(PlanTables.stage) WHERE \(Self.isRejected)
      """)
  }

  /// A row whose record was rejected, or lost unresolved, has a record in the source all the same.
  private var forgetClaimedOrphans: PostgresStatement {
    PostgresStatement(
      "count orphans",
      """
      DELETE FROM \(PlanTables.plan) WHERE action = 'orphan' AND key IN (
        SELECT key FROM \(PlanTables.stage) WHERE \(Self.isRejected)
        UNION ALL SELECT key FROM \(PlanTables.contested))
      """)
  }
}

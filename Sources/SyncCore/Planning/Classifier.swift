internal import PostgresDriver
internal import Records

/// Decides the fate of every staged record by set-based SQL, and keeps it as rows of the plan.
///
/// It runs in a read-only transaction with one snapshot; a record that equals its row gets no
/// entry in the plan. PostgreSQL's own equality decides.
struct Classifier {
  private let tables: PlanTables
  private let rules: PlanRules
  private let rows: TargetRows

  /// All rows with the key of a staged record, and all orphans, must be among `rows`.
  init(_ tables: PlanTables, _ rules: PlanRules, _ rows: TargetRows) {
    self.tables = tables
    self.rules = rules
    self.rows = rows
  }

  /// Fills the plan and counts it, and counts the records that share a key with another.
  func classify(
    _ records: StagedRecords, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (counts: Tally, contested: Int) {
    // Hash joins in memory: a merge join would sort both sides in full, rows and all.
    try connection.executeScript(
      PostgresStatement(
        "set up the comparison",
        """
        SET LOCAL work_mem = '\(Session.workMemory)';
        SET LOCAL enable_mergejoin = off;
        SET LOCAL enable_tidscan = on
        """))
    let contest = Contest(tables, rules.onDuplicate)
    let contested = records.mayHaveTwins ? try connection.execute(contest.rank) : 0
    if records.setAside + contested > 0 {
      // Conditions on the stage leave some rows out: PostgreSQL must know that few remain.
      try connection.execute(
        PostgresStatement("count the stage", "ANALYZE \(PlanTables.stage) (reason)"))
    }
    if contested > 0 { try connection.execute(contest.plan) }
    if records.rejected > 0 { try connection.execute(planRejections) }
    if case .none = rows {
      var counts = try PlanCounts.read(of: PlanTables.plan, staged: records.read, on: &connection)
      (counts[.create], counts.unchanged) = (counts.unchanged, 0)
      return (counts, contested)
    }
    try connection.execute(
      Comparison(tables, rules, rows).statement(
        losers: contested > 0 ? Contest.losers : nil, rejections: records.setAside > 0))
    var (counts, looked) = try PlanCounts.read(
      of: PlanTables.plan, besides: "\(tables.table.sql) t WHERE \(rows.condition)", on: &connection
    )
    var isFinal = true
    if counts.unresolved > 0 || isCrowded(counts, records, looked: looked) {
      isFinal = try !rejectAmbiguous(on: &connection)
    }
    if records.rejected + contested > 0 {
      try connection.execute(forgetClaimedOrphans)
      isFinal = false
    }
    if records.excluded > 0 {
      try connection.execute(excludeOrphans)
      isFinal = false
    }
    if !isFinal {
      return (
        try PlanCounts.read(of: PlanTables.plan, staged: records.read, on: &connection), contested
      )
    }
    try PlanCounts.settle(&counts, staged: records.read)
    return (counts, contested)
  }

  /// True when more target rows matched a record than records matched a row: two rows have one
  /// key, spelled differently, or spelled alike where the unique index is damaged.
  private func isCrowded(_ counts: Tally, _ records: StagedRecords, looked: Int) -> Bool {
    let contestants = records.read - records.known - records.rejected - counts[.duplicate]
    // A record that lacks a value to become a row is rejected because it matched none.
    let alone = counts[.create] + counts[.rejected] - records.rejected
    return looked - counts.orphan > contestants - alone
  }

  private static let isRejected = "reason IS NOT NULL AND reason <> '\(RowEncoder.excluded)'"

  /// A row whose record the mapping leaves out is not an orphan.
  private var excludeOrphans: PostgresStatement {
    PostgresStatement(
      "set rows of excluded records apart",
      """
      UPDATE \(PlanTables.plan) SET action = '\(RowEncoder.excluded)' WHERE action = 'orphan'
        AND key IN (SELECT key FROM \(PlanTables.stage) WHERE reason = '\(RowEncoder.excluded)')
      """)
  }

  private var planRejections: PostgresStatement {
    PostgresStatement(
      "plan rejections",
      """
      INSERT INTO \(PlanTables.plan) (action, row, reason, field)
      SELECT '\(Action.rejected.rawValue)', ctid, reason, field
      FROM \(PlanTables.stage) WHERE \(Self.isRejected)
      """)
  }

  /// Rejects records whose key two target rows have; true when there were any.
  private func rejectAmbiguous(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    let ambiguous = try connection.execute(
      PostgresStatement(
        "find ambiguous rows",
        """
        INSERT INTO \(PlanTables.ambiguous)
        SELECT k FROM (SELECT \(tables.targetKey) AS k FROM \(tables.table.sql) t
          WHERE \(rows.condition)) keys
        WHERE k IN (SELECT key FROM \(PlanTables.stage) WHERE reason IS NULL)
        GROUP BY k HAVING count(*) > 1
        """))
    guard ambiguous > 0 else { return false }
    try connection.execute(
      PostgresStatement(
        "unplan ambiguous records",
        """
        DELETE FROM \(PlanTables.plan) p USING \(PlanTables.stage) s
        WHERE s.ctid = p.row AND s.reason IS NULL
          AND s.key IN (SELECT key FROM \(PlanTables.ambiguous))
        """))
    try connection.execute(
      PostgresStatement(
        "reject ambiguous records",
        """
        INSERT INTO \(PlanTables.plan) (action, row, reason, field)
        SELECT '\(Action.rejected.rawValue)', ctid, '\(Reason.ambiguousTarget.rawValue)', $1
        FROM \(PlanTables.stage)
        WHERE reason IS NULL AND key IN (SELECT key FROM \(PlanTables.ambiguous))
        """, [.text(tables.layout.email.fieldName)]))
    return true
  }

  /// A row whose record was rejected or left unresolved still has a record in the source.
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

internal import PostgresDriver

/// Decides the fate of every staged record by set-based SQL, and keeps it as rows of the plan.
///
/// It runs in a read-only transaction with one snapshot; a record that is equal to its row gets no
/// row in the plan. PostgreSQL's own equality decides.
struct Classifier {
  private let tables: PlanTables
  private let rules: PlanRules
  private let rows: TargetRows

  /// All `rows` with the key of a staged record have to be among those looked at, and all orphans.
  init(_ tables: PlanTables, _ rules: PlanRules, _ rows: TargetRows) {
    self.tables = tables
    self.rules = rules
    self.rows = rows
  }

  /// Fills the plan and counts it, and the records that share a key with another.
  ///
  /// `rejected` says how many staged rows are rejections, `mayHaveTwins` whether two good records
  /// may share a key: both only spare passes over the stage.
  func classify(
    read: Int, rejected: Int, mayHaveTwins: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (counts: Counts, contested: Int) {
    // Hash joins in memory: a merge join would sort both sides in full, rows and all.
    try connection.executeScript(
      PostgresStatement(
        "set up the comparison",
        """
        SET LOCAL work_mem = '\(PlanTables.workMemory)';
        SET LOCAL enable_mergejoin = off;
        SET LOCAL enable_tidscan = on
        """))
    let contested = mayHaveTwins ? try connection.execute(contest) : 0
    if rejected + contested > 0 {
      // Conditions on the stage leave some rows out: PostgreSQL has to know that they are few.
      try connection.execute(
        PostgresStatement("count the stage", "ANALYZE \(PlanTables.stage) (reason)"))
    }
    if contested > 0 { try connection.execute(planDuplicates) }
    if rejected > 0 { try connection.execute(planRejections) }
    if case .none = rows {
      var counts = try PlanCounts.read(staged: read, on: &connection)
      (counts.create, counts.unchanged) = (counts.unchanged, 0)
      return (counts, contested)
    }
    try connection.execute(
      Comparison(tables, rules, rows)
        .statement(losers: contested > 0 ? losers : nil, rejections: rejected > 0))
    var counts = try PlanCounts.read(staged: read, on: &connection)
    let mended =
      (counts.update + counts.differs + contested > 0)
      ? try rejectAmbiguous(contested: contested > 0, on: &connection) : false
    if rejected + contested > 0 { try connection.execute(forgetClaimedOrphans) }
    if mended || rejected + contested > 0 {
      counts = try PlanCounts.read(staged: read, on: &connection)
    }
    return (counts, contested)
  }

  /// Ranks the records of each key that more than one good record has.
  ///
  /// The values come last in the order, so that even two records with the same `_id` and time
  /// have one winner whatever the order of the source.
  private var contest: PostgresStatement {
    let up = rules.onDuplicate == .oldest
    let direction = up ? "ASC NULLS FIRST" : "DESC NULLS LAST"
    let created = tables.layout.createdAt == nil ? [] : ["created"]
    let order = ["newest", "source_id"] + tables.columns.map(\.staged) + created
    return PostgresStatement(
      "find duplicates",
      """
      INSERT INTO \(PlanTables.contested)
      SELECT row, key, place, records, winner FROM (
        SELECT ctid AS row, key, row_number() OVER ranked AS place,
          count(*) OVER (PARTITION BY key) AS records, first_value(source_id) OVER ranked AS winner
        FROM \(PlanTables.stage)
        WHERE reason IS NULL
          AND key IN (SELECT key FROM \(PlanTables.stage) WHERE twin AND reason IS NULL)
        WINDOW ranked AS (PARTITION BY key
          ORDER BY \(order.map { "\($0) \(direction)" }.joined(separator: ", ")))) AS contest
      WHERE records > 1
      """)
  }

  /// True when one of several records with a key is written.
  private var hasWinners: Bool { rules.onDuplicate == .newest || rules.onDuplicate == .oldest }

  /// Selects the stage's rows that take no part in the comparison.
  private var losers: String {
    "SELECT row FROM \(PlanTables.contested) \(hasWinners ? "WHERE place > 1" : "")"
  }

  private var planDuplicates: PostgresStatement {
    let reason: Reason =
      switch rules.onDuplicate {
      case .newest: .olderRecord
      case .oldest: .newerRecord
      case .skip, .fail: .unresolved
      }
    return PostgresStatement(
      "plan duplicates",
      """
      INSERT INTO \(PlanTables.plan) (action, row, reason, winner)
      SELECT '\(Action.duplicate.rawValue)', row, '\(reason.rawValue)',
        \(hasWinners ? "winner" : "NULL")
      FROM \(PlanTables.contested) \(hasWinners ? "WHERE place > 1" : "")
      """)
  }

  private var planRejections: PostgresStatement {
    PostgresStatement(
      "plan rejections",
      """
      INSERT INTO \(PlanTables.plan) (action, row, reason, field)
      SELECT '\(Action.rejected.rawValue)', ctid, reason, field
      FROM \(PlanTables.stage) WHERE reason IS NOT NULL
      """)
  }

  /// Turns records whose key two target rows have into rejections; true when there were any.
  ///
  /// The emails of such rows differ, for the column is unique, so at least one of them differs from
  /// the record's: no other key needs a second look. Contested keys that took no part in the
  /// comparison do.
  private func rejectAmbiguous(
    contested: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    let unseen =
      contested && !hasWinners ? "UNION ALL SELECT key FROM \(PlanTables.contested)" : ""
    let pair = "action IN ('\(Action.update.rawValue)', '\(Action.differs.rawValue)')"
    let suspects = "SELECT key FROM \(PlanTables.plan) WHERE \(pair) AND key IS NOT NULL \(unseen)"
    let any = PostgresStatement("look for ambiguous rows", "SELECT EXISTS (\(suspects))")
    let found = try connection.bool(any)
    guard found else { return false }
    let ambiguous = try connection.execute(
      PostgresStatement(
        "find ambiguous rows",
        """
        INSERT INTO \(PlanTables.ambiguous)
        SELECT k FROM (SELECT \(tables.targetKey) AS k FROM \(tables.table.sql) t
          WHERE \(rows.condition)) keys
        WHERE k IN (\(suspects)) GROUP BY k HAVING count(*) > 1
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
        """, [.text(tables.layout.email.field.text)]))
    return true
  }

  /// A row whose record was rejected, or lost unresolved, has a record in the source all the same.
  private var forgetClaimedOrphans: PostgresStatement {
    PostgresStatement(
      "count orphans",
      """
      DELETE FROM \(PlanTables.plan) WHERE action = 'orphan' AND key IN (
        SELECT key FROM \(PlanTables.stage) WHERE reason IS NOT NULL
        UNION ALL SELECT key FROM \(PlanTables.contested))
      """)
  }
}

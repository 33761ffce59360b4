internal import PostgresDriver

/// Decides the fate of every staged record by set-based SQL, and keeps it as rows of the plan.
///
/// It runs in a read-only transaction with one snapshot; a record that is equal to its row gets no
/// row in the plan. PostgreSQL's own equality decides.
struct Classifier {
  private let tables: PlanTables
  private let rules: PlanRules

  init(_ tables: PlanTables, _ rules: PlanRules) {
    self.tables = tables
    self.rules = rules
  }

  /// Fills the plan and counts it.
  ///
  /// `rejected` says how many staged rows are rejections, `mayHaveTwins` whether two good records
  /// may share a key: both only spare passes over the stage.
  func classify(
    read: Int, rejected: Int, mayHaveTwins: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Counts {
    // Hash joins: a merge join would sort both sides in full, rows and all.
    try connection.executeScript(
      PostgresStatement(
        "set up the comparison", "SET LOCAL work_mem = '64MB'; SET LOCAL enable_mergejoin = off"))
    let contested = mayHaveTwins ? try connection.execute(contest) : 0
    if contested > 0 { try connection.execute(planDuplicates) }
    if rejected > 0 { try connection.execute(planRejections) }
    try connection.execute(compare(excludeContested: contested > 0))
    try rejectAmbiguous(contested: contested > 0, on: &connection)
    if rejected > 0 || contested > 0 { try connection.execute(forgetClaimedOrphans) }
    return try PlanCounts.read(staged: read, on: &connection)
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

  /// Compares every good record with the target: the heart of the plan.
  ///
  /// The plan keeps the key where a later step asks for it: of orphans, and of pairs whose emails
  /// differ, because only those can be one of two target rows with the same key.
  private func compare(excludeContested: Bool) -> PostgresStatement {
    let email = tables.columns[0]
    let pairs = tables.columns.map { column in
      (
        new: column.updated(from: column.targetValue, allowUnprotect: rules.allowUnprotect),
        present: column.targetValue
      )
    }
    let changed = pairs.map { "\($0.new) IS DISTINCT FROM \($0.present)" }
      .joined(separator: " OR ")
    let action = rules.force ? Action.update : .differs
    let losers =
      excludeContested
      ? """
      AND s.ctid NOT IN (SELECT row FROM \(PlanTables.contested)
        \(hasWinners ? "WHERE place > 1" : ""))
      """ : ""
    let names = tables.columns.map(\.old).joined(separator: ", ")
    return PostgresStatement(
      "compare records with rows",
      """
      INSERT INTO \(PlanTables.plan) (action, row, key, target_id, target_xmin, reason, \(names))
      SELECT CASE WHEN s.synctool_row IS NULL THEN 'orphan'
          WHEN t.synctool_row IS NULL THEN '\(Action.create.rawValue)'
          WHEN \(changed) THEN '\(action.rawValue)'
          ELSE '\(Action.differs.rawValue)' END,
        s.synctool_row,
        CASE WHEN s.synctool_row IS NULL THEN t.synctool_key
          WHEN \(email.created) <> \(email.targetValue) THEN s.key END,
        t.\(tables.id), t.synctool_xmin,
        CASE WHEN s.synctool_row IS NULL OR t.synctool_row IS NULL THEN NULL
          WHEN NOT (\(changed)) THEN '\(Reason.protected.rawValue)'
          \(rules.force ? "" : "ELSE '\(Reason.noForce.rawValue)'") END,
        \(pairs.map { "CASE WHEN s.synctool_row IS NOT NULL THEN \($0.present) END" }
          .joined(separator: ", "))
      FROM (SELECT s.ctid AS synctool_row, s.* FROM \(PlanTables.stage) s
        WHERE s.reason IS NULL \(losers)) s
      FULL JOIN (\(target)) t ON t.synctool_key = s.key
      WHERE s.synctool_row IS NULL OR t.synctool_row IS NULL OR \(changed) OR \(lowered)
      """, onlyKeys)
  }

  /// True for a record that would lower `protected` and may not.
  private var lowered: String {
    guard let flag = tables.columns.first(where: { $0.role == .protected }), !rules.allowUnprotect
    else { return "false" }
    return "(\(flag.target) IS TRUE AND s.protected IS FALSE)"
  }

  /// The target's rows, or under `--only` those of the clients named.
  private var target: String {
    let columns = [tables.id] + tables.columns.map { SQLIdentifier.quote($0.layout.column) }
    // Two roles never share a column, but the id may be one that is also mapped.
    var seen: Set<String> = []
    let list = columns.filter { seen.insert($0).inserted }.map { "t.\($0)" }
    return """
      SELECT t.ctid AS synctool_row, t.xmin AS synctool_xmin, \(tables.targetKey) AS synctool_key,
        \(list.joined(separator: ", "))
      FROM \(tables.table.sql) t
      \(tables.layout.only == nil ? "" : "WHERE \(tables.targetKey) = ANY ($1::text[])")
      """
  }

  private var onlyKeys: [PostgresParameter] {
    guard let only = tables.layout.only else { return [] }
    return [.text(ArrayLiteral.text(only.keys))]
  }

  /// Turns records whose key two target rows have into rejections.
  ///
  /// The emails of such rows differ, for the column is unique, so at least one of them differs from
  /// the record's: no other key needs a second look. Contested keys that took no part in the
  /// comparison do.
  private func rejectAmbiguous(
    contested: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let unseen =
      contested && !hasWinners ? "UNION ALL SELECT key FROM \(PlanTables.contested)" : ""
    let pair = "action IN ('\(Action.update.rawValue)', '\(Action.differs.rawValue)')"
    let suspects = "SELECT key FROM \(PlanTables.plan) WHERE \(pair) AND key IS NOT NULL \(unseen)"
    let any = PostgresStatement("look for ambiguous rows", "SELECT EXISTS (\(suspects))")
    let found = try connection.query(any) { (result) throws(PostgresError) in
      try result.bool(0, 0)
    }
    guard found else { return }
    let ambiguous = try connection.execute(
      PostgresStatement(
        "find ambiguous rows",
        """
        INSERT INTO \(PlanTables.ambiguous)
        SELECT k FROM (SELECT \(tables.targetKey) AS k FROM \(tables.table.sql) t) keys
        WHERE k IN (\(suspects)) GROUP BY k HAVING count(*) > 1
        """))
    guard ambiguous > 0 else { return }
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

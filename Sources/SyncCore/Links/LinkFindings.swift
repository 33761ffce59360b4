internal import Engine
internal import PostgresDriver
internal import Records

/// What is wrong with links, as a relation: one row for each finding.
struct LinkFindings: StagePlanner {
  /// The findings; `spare` is true of a link that owns no row.
  static let table: SQL = "pg_temp.synctool_findings"

  let tables: PlanTables
  let adopts = false
  let links: LinkSet
  /// True for a run that removes links, and looks for nothing else.
  let isPrune: Bool
  /// The keys of the clients that a prune is restricted to; nil for all.
  let only: KeySet?

  static func temporary(_ idType: SQL) -> TemporaryTable {
    TemporaryTable(
      "synctool_findings",
      """
       (action text NOT NULL, reason text, field text, key text COLLATE "C", own_key text COLLATE "C",
        source_id bytea, target_id \(idType), spare bool NOT NULL)
      """)
  }

  /// The plan's details are the number of records read.
  func plan(
    _ stager: borrowing Stager, on connection: inout PostgresConnection
  ) throws -> WorkPlan<Int>? {
    let (known, records, mayRepeat) = (stager.target, stager.records, stager.mayRepeat)
    return try connection.transaction(.snapshot("begin the plan")) { connection in
      let standing = known?.standing.map(Optional.some) ?? .known(nil)
      let (_, now) = try PlanMoment.read(tables, beside: standing, on: &connection)
      if let known, let now, try !known.narrow(to: now, on: &connection) { return nil }
      connection.queue(Session.setUp("set up the comparison", ["enable_mergejoin = off"]))
      let matching = Matching(tables: tables, rows: known == nil ? .all : .candidates)
      let rules = PlanRules(force: true, onDuplicate: .newest, allowUnprotect: false)
      try LinkPlan(matching, rules)?.find(staged: records.read - records.known, on: &connection)
      let contested =
        mayRepeat
        ? try connection.execute(Contest(tables: tables, rule: .newest).rank) : 0
      try fill(matching.rows, Contest.isWinner(contested: contested), on: &connection)
      let (classes, totals) = try connection.ask(Self.classes.and(links.totals))
      // Told beside: they put nothing out of step.
      if !isPrune {
        connection.queue(
          PostgresStatement("leave out dead spares", "DELETE FROM \(Self.table) WHERE spare"))
      }
      let counts = try PlanCounts.read(of: Self.table, on: &connection)
      let removed = isPrune ? counts[.delete] : 0
      return WorkPlan(
        counts: counts, classes: classes,
        whole: (name: "links", number: totals.owners + totals.spares),
        links: LinkCount(removed: removed).with(totals), details: records.read)
    }
  }

  func warnings(
    _ stager: borrowing Stager, _ records: Int, _ settings: Settings
  ) -> [String] {
    stager.broken.warnings(Mask(settings))
  }

  private func fill(
    _ rows: TargetRows, _ isWinner: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    for part in isPrune
      ? [deadSources(rows), deadRows]
      : [notLinked(rows, isWinner), mismatched, deadSources(rows), deadRows]
    {
      try connection.execute(part)
    }
  }

  private func insert(_ name: String, _ select: SQL, _ parameters: [PostgresParameter] = [])
    -> PostgresStatement
  {
    PostgresStatement(
      name,
      """
      INSERT INTO \(Self.table) (action, reason, key, own_key, source_id, target_id, spare)
      \(select)
      """, parameters)
  }

  private func notLinked(_ rows: TargetRows, _ isWinner: SQL) -> PostgresStatement {
    insert(
      "look for clients without a link",
      """
      SELECT \(Action.create), \(Reason.notLinked), s.key, t.key, s.source_id, t.id, false
      FROM \(PlanTables.stage) s JOIN \(tables.keyedRows(where: rows.condition)) ON t.key = s.key
        LEFT JOIN \(LinkTables.linked) l ON l.row = s.ctid
      WHERE \(isWinner) AND s.source_id IS NOT NULL AND NOT coalesce(\(LinkPlan.owns), false)
        AND NOT EXISTS (SELECT FROM \(links.rows) o WHERE o.target_id = t.id::text AND NOT o.spare)
      """)
  }

  private var mismatched: PostgresStatement {
    insert(
      "look for rows with another email",
      """
      SELECT \(Action.update), \(Reason.mismatched), l.key, l.own_key, l.source_id, l.target_id, false
      FROM \(LinkTables.linked) l JOIN \(PlanTables.stage) s ON s.ctid = l.row
      WHERE \(LinkPlan.owns) AND s.reason IS NULL AND l.own_key <> l.key
      """)
  }

  /// A record without an `_id` that can be read may be any document: then none is known to be gone. A spare counts only where
  /// links are removed.
  private func deadSources(_ rows: TargetRows) -> PostgresStatement {
    insert(
      "look for documents that are gone",
      """
      SELECT \(Action.delete), \(Reason.deadSource), t.key, t.key, o.source_id, t.id, o.spare
      FROM \(links.rows) o JOIN \(tables.keyedRows(where: rows.condition)) ON t.id::text = o.target_id
      WHERE NOT EXISTS (SELECT FROM \(PlanTables.stage) s WHERE s.source_id = o.source_id)
        AND NOT EXISTS (SELECT FROM \(PlanTables.stage) s WHERE s.source_id IS NULL) \(named("t.key"))
      """, parameters)
  }

  private var deadRows: PostgresStatement {
    insert(
      "look for rows that are gone",
      """
      SELECT \(Action.delete), \(Reason.deadRow), s.key, NULL, o.source_id, CAST(o.target_id AS \(tables.client.idType)),
        o.spare
      FROM \(links.rows) o LEFT JOIN \(tables.keyedRows(where: "true")) ON t.id::text = o.target_id
        LEFT JOIN \(PlanTables.stage) s ON s.source_id = o.source_id
      WHERE t.id IS NULL \(named("s.key"))
      """, parameters)
  }

  private func named(_ key: SQL) -> SQL { only == nil ? "" : "AND \(key) = ANY ($1::text[])" }

  private var parameters: [PostgresParameter] { only.map { [.texts($0.keys)] } ?? [] }

  /// How many owners each finding is of, and how many spares have no document or no row any more.
  private static var classes: Question<[NamedCount]> {
    let names: [(name: String, reason: Reason)] = [
      ("missing", .notLinked), ("mismatched", .mismatched), ("deadSource", .deadSource),
      ("deadRow", .deadRow),
    ]
    let counts: [SQL] = names.map { "count(*) FILTER (WHERE reason = \($0.reason) AND NOT spare)" }
    let question = PostgresStatement(
      "count the findings", "SELECT \(counts + ["count(*) FILTER (WHERE spare)"]) FROM \(table)")
    return .row(question) { (result, row) throws(PostgresError) in
      var found: [NamedCount] = []
      for (place, name) in (names.map(\.name) + ["deadSpare"]).enumerated() {
        found.append((name, Int(try result.int64(row, place))))
      }
      return found
    }
  }

  /// The findings as everybody reads them.
  var relation: PlanRelation {
    let email = PlannedValue(
      column: tables.client.keyName,
      old: "CASE WHEN p.reason = \(Reason.mismatched) THEN to_jsonb(p.own_key)::text END",
      new: "CASE WHEN p.reason = \(Reason.mismatched) THEN to_jsonb(p.key)::text END")
    return PlanRelation(
      table: Self.table, key: "p.key", target: "p.target_id", sourceID: "p.source_id",
      order: "p.key, p.source_id", firstBy: "p.key, p.source_id", values: .columns([email]),
      digested: [], names: [tables.table.sql.text])
  }
}

internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Decides by the links who belongs to whom, where the keys alone would say something else.
///
/// Records and rows that agree in both are left to `Matching`. Who moves is decided to the end of each chain: a row
/// whose new key stays another's stays too, and so does everyone who waits for it.
struct LinkPlan {
  let tables: PlanTables
  let links: LinkSet
  let rows: TargetRows
  let force: Bool
  /// True where an owner who was not read may be there all the same.
  private let mayMissOwners: Bool

  /// nil where none are used.
  init?(_ matching: Matching, _ rules: PlanRules) {
    guard let links = matching.tables.links else { return nil }
    (tables, self.links, rows, force) = (matching.tables, links, matching.rows, rules.force)
    mayMissOwners = tables.layout.only != nil && !rules.seesOwners
  }

  private let linked = LinkTables.linked
  private let claims = LinkTables.claims
  private let owned = LinkTables.owned
  private var client: JournaledTable { tables.client }
  private var isPartial: Bool { tables.layout.only != nil }

  /// So many records, and PostgreSQL reads all links to find theirs; of fewer it looks each one up by its index, whatever
  /// it believes of tables that nobody has analyzed.
  private static let many = 100_000

  /// Finds the links of the `staged` records and the owners of the rows with their keys, and under `--only` makes
  /// the linked rows candidates; call it first.
  func find(staged: Int, on connection: inout PostgresConnection) throws {
    connection.queue(LinkTables.joins)
    let isMany = staged > Self.many
    do throws(PostgresError) {
      try connection.execute(
        PostgresStatement("find the links", isMany ? allLinks : linksByIndex))
    } catch {
      throw foreignIDs(error)
    }
    if isPartial {
      connection.queue(
        PostgresStatement(
          "find the rows of the clients named",
          """
          INSERT INTO \(PlanTables.candidates) SELECT t.ctid FROM \(linked) l CROSS JOIN LATERAL (
            SELECT t.ctid FROM \(tables.table.sql) t WHERE t.\(tables.id) = l.target_id LIMIT 1) t
          WHERE NOT l.spare AND t.ctid NOT IN (SELECT row FROM \(PlanTables.candidates))
          """))
    }
    connection.queue([
      PostgresStatement("look at the links", "ANALYZE \(linked) (spare, lives)"),
      PostgresStatement(
        "find the owners of rows",
        """
        INSERT INTO \(owned) SELECT t.id, t.key, o.source_id FROM \(tables.keyedRows(where: rows.condition))
          LEFT JOIN (SELECT DISTINCT target_id, source_id FROM \(linked) WHERE NOT spare) o ON o.target_id = t.id
        WHERE t.key IN (SELECT key FROM \(PlanTables.stage) WHERE reason IS NULL)
        """),
      // Owners who are not staged. Where there is nobody to look for, PostgreSQL does not look.
      PostgresStatement(
        "find the other owners",
        """
        UPDATE \(owned) t SET owner = o.source_id FROM \(links.rows) o
        WHERE t.owner IS NULL AND o.target_id = t.id::text AND NOT o.spare
        """),
      PostgresStatement("look at the owners", "ANALYZE \(owned) (owner)"),
    ])
  }

  private var allLinks: SQL {
    """
    INSERT INTO \(linked)
    SELECT s.ctid, s.source_id, s.key, CAST(l.target_id AS \(client.idType)), l.spare, t.id IS NOT NULL, t.key
    FROM \(PlanTables.stage) s JOIN \(links.rows) l ON l.source_id = s.source_id
      LEFT JOIN \(tables.keyedRows(where: isPartial ? "true" : rows.condition)) ON t.id = CAST(l.target_id AS \(client.idType))
    """
  }

  private var linksByIndex: SQL {
    """
    INSERT INTO \(linked)
    SELECT s.ctid, s.source_id, s.key, l.id, l.spare, t.id IS NOT NULL, t.key
    FROM \(PlanTables.stage) s CROSS JOIN LATERAL (
        SELECT CAST(l.target_id AS \(client.idType)) AS id, l.spare FROM \(links.link(of: "s.source_id")) l) l
      LEFT JOIN LATERAL (SELECT t.\(tables.id) AS id, \(tables.targetKey) AS key FROM \(tables.table.sql) t
        WHERE t.\(tables.id) = l.id LIMIT 1) t ON true
    """
  }

  /// The links may be of another id column than today's.
  private func foreignIDs(_ error: PostgresError) -> any Error {
    guard error.kind == .server, error.sqlState?.classCode == "22" else { return error }
    return SyncFailure(
      .unfit, .plan,
      "the links of \(SafeText.escape(links.source)) hold ids that do not fit the type of the column"
        + " \"\(SafeText.escape(client.idName))\"",
      hint: "bring the column back that the rows had, or remove the links: synctool links prune")
  }

  /// Fills the table of claims, of the records `s` that `isWinner` is true for, and plans those that are rejected.
  func judge(
    _ isWinner: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> ClaimCounts {
    let found = try connection.ask(
      .affectedRows([renamed(isWinner), strange(isWinner)]))
    guard found > 0 else { return ClaimCounts() }
    connection.queue([
      PostgresStatement("look at the claims", "ANALYZE \(claims)"), occupants, holders, ambiguous,
      movers, others, plan,
    ])
    return try connection.ask(ClaimCounts.question)
  }

  /// True for a link `l` of `LinkTables.linked` whose document owns a row; one without an email is found by none.
  static let owns: SQL = "l.lives AND NOT l.spare AND l.own_key IS NOT NULL"

  /// Records whose own row has another key.
  private func renamed(_ isWinner: SQL) -> PostgresStatement {
    PostgresStatement(
      "find clients with a new email",
      """
      INSERT INTO \(claims) (row, source_id, key, own_id, own_key)
      SELECT l.row, l.source_id, l.key, l.target_id, l.own_key
      FROM \(linked) l JOIN \(PlanTables.stage) s ON s.ctid = l.row
      WHERE \(Self.owns) AND l.own_key <> l.key AND \(isWinner)
      """)
  }

  /// Records without a row of their own whose key another document's row has.
  private func strange(_ isWinner: SQL) -> PostgresStatement {
    PostgresStatement(
      "find clients with another one's email",
      """
      INSERT INTO \(claims) (row, source_id, key, at_id, holder, spare)
      SELECT s.ctid, s.source_id, s.key, t.id, t.owner, coalesce(l.spare AND l.target_id = t.id, false)
      FROM \(PlanTables.stage) s JOIN \(owned) t ON t.key = s.key LEFT JOIN \(linked) l ON l.row = s.ctid
      WHERE t.owner IS NOT NULL AND t.owner IS DISTINCT FROM s.source_id AND \(isWinner)
        AND s.ctid NOT IN (SELECT row FROM \(claims))
      """)
  }

  /// Who has the key that a row would get.
  private var occupants: PostgresStatement {
    PostgresStatement(
      "find who has the email",
      """
      UPDATE \(claims) c SET at_id = t.id, holder = t.owner FROM \(owned) t
      WHERE c.own_id IS NOT NULL AND t.key = c.key
      """)
  }

  private var holders: PostgresStatement {
    PostgresStatement(
      "find the records of those who have the email",
      """
      UPDATE \(claims) c SET holder_row = l.row
      FROM (SELECT source_id, min(row) AS row FROM \(linked) GROUP BY source_id) l
      WHERE l.source_id = c.holder
      """)
  }

  /// Two rows have the key, or that of the own row, or two records have the `_id`: nobody could say which is meant.
  private var ambiguous: PostgresStatement {
    PostgresStatement(
      "look for ambiguous claims",
      """
      WITH twice AS (SELECT t.key FROM \(tables.keyedRows(where: rows.condition))
          WHERE t.key IN (SELECT key FROM \(claims) UNION ALL SELECT own_key FROM \(claims))
          GROUP BY t.key HAVING count(*) > 1),
        again AS (SELECT source_id FROM \(linked) GROUP BY source_id HAVING count(*) > 1)
      UPDATE \(claims) c SET holder = NULL, verdict = CASE WHEN c.source_id IN (SELECT source_id FROM again)
        THEN \(Reason.repeated) ELSE \(Reason.ambiguousTarget) END
      WHERE c.key IN (SELECT key FROM twice) OR c.own_key IN (SELECT key FROM twice)
        OR c.own_id IS NOT NULL AND c.source_id IN (SELECT source_id FROM again)
      """)
  }

  /// A row moves when its new key is free, or is given up by one that moves: what waits for one that stays stays.
  private var movers: PostgresStatement {
    PostgresStatement(
      "decide who moves",
      """
      WITH RECURSIVE stays AS (
        SELECT c.row FROM \(claims) c WHERE c.own_id IS NOT NULL
          AND (c.verdict IS NOT NULL OR c.at_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM \(claims) d WHERE d.row = c.holder_row AND d.own_id = c.at_id))
        UNION SELECT c.row FROM stays b JOIN \(claims) c ON c.holder_row = b.row WHERE c.own_id IS NOT NULL)
      UPDATE \(claims) c SET verdict = CASE WHEN c.row IN (SELECT row FROM stays)
        THEN \(Reason.keyOccupied) ELSE \(LinkVerdict.moves) END
      WHERE c.own_id IS NOT NULL AND c.verdict IS NULL
      """)
  }

  /// What becomes of those who have no row of their own. A document whose `_id` could not be read may be the owner who
  /// seems to be gone, and so may one that this run does not read.
  private var others: PostgresStatement {
    let freed: SQL = force ? "\(LinkVerdict.freed)" : "\(Reason.keyTaken)"
    return PostgresStatement(
      "decide about another one's email",
      """
      UPDATE \(claims) c SET verdict = CASE
        WHEN EXISTS (SELECT FROM \(claims) d WHERE d.row = c.holder_row AND d.verdict = \(LinkVerdict.moves)) THEN \(freed)
        WHEN c.holder_row IS NOT NULL OR \(mayMissOwners ? "true" : "false") THEN \(Reason.keyOccupied)
        WHEN c.spare AND NOT EXISTS (SELECT FROM \(PlanTables.stage) WHERE source_id IS NULL) THEN \(LinkVerdict.inherits)
        ELSE \(Reason.recycledEmail) END
      WHERE c.own_id IS NULL AND c.verdict IS NULL
      """)
  }

  /// A row that is in the way, and belongs to nobody who lives, is named by its id.
  private var plan: PostgresStatement {
    PostgresStatement(
      "plan rejected claims",
      """
      INSERT INTO \(PlanTables.plan) (action, row, reason, field, winner, target_id)
      SELECT \(Action.rejected), row, verdict, $1, holder, CASE WHEN holder_row IS NULL THEN at_id END
      FROM \(claims) WHERE \(Self.isRejected)
      """, [.text(tables.layout.email.fieldName)])
  }

  /// A row whose owner's record was rejected, lost or left out has a record in the source all the same.
  static let ownedOrphans = PostgresStatement(
    "count orphans by their links",
    """
    WITH owned AS (SELECT l.target_id, s.reason FROM \(LinkTables.linked) l
        JOIN \(PlanTables.stage) s ON s.ctid = l.row WHERE \(owns)),
      excluded AS (UPDATE \(PlanTables.plan) p SET action = \(literal: RowEncoder.excluded) FROM owned o
        WHERE p.action = 'orphan' AND p.target_id = o.target_id AND o.reason = \(literal: RowEncoder.excluded))
    DELETE FROM \(PlanTables.plan) p USING owned o
    WHERE p.action = 'orphan' AND p.target_id = o.target_id
      AND o.reason IS DISTINCT FROM \(literal: RowEncoder.excluded)
    """)

  /// True for a claim that is no row's and gets none.
  static let isRejected: SQL = "verdict NOT IN (\(LinkVerdict.allCases))"
}

internal import Engine
internal import PostgresDriver
internal import Records

/// What a sync makes of the links: whoever has a row owns it, and whoever lost to him knows it as a spare.
///
/// A link is never removed here: a record missing from one read proves nothing.
struct LinkChanges {
  let tables: PlanTables
  let links: LinkSet
  let rows: TargetRows
  /// How many records share their key with another.
  let contested: Int
  /// True where there is no link yet.
  let areFresh: Bool
  /// How many rows get their links by `LinkTables.adopted`, and which rows `t` were written since: some of them may be
  /// others by now, if there are any; nil where that has none.
  let adoption: (number: Int, young: (rows: Int, condition: SQL))?

  /// What the plan makes of them.
  var outlook = LinkCount()

  private let linked = LinkTables.linked

  /// The records `s` that get a link of their own, with their present one `l` where they have one.
  private var newOwners: SQL {
    """
    \(PlanTables.stage) s LEFT JOIN \(linked) l ON l.row = s.ctid
    WHERE \(Contest.isWinner(contested: contested)) AND s.source_id IS NOT NULL
      AND NOT coalesce(\(LinkPlan.owns), false) AND NOT EXISTS (SELECT FROM \(PlanTables.plan) p
        WHERE p.row = s.ctid AND p.action IN (\(Action.rejected), \(Action.failed)))\(isUnique)
    """
  }

  /// True for a record whose `_id` no other one has that is staged; where all are, it shows when the links are written.
  private var isUnique: SQL {
    areFresh
      ? ""
      : """

          AND s.source_id NOT IN (SELECT source_id FROM \(PlanTables.stage)
            WHERE source_id IS NOT NULL GROUP BY source_id HAVING count(*) > 1)
      """
  }

  /// The records `s` that lost to a good one, and own no row; with their present link `l`, the link `w` of the winner
  /// from before, and his `_id`.
  private var losers: SQL {
    """
    (SELECT c.row, c.key, ws.source_id AS winner, w.row AS winner_row FROM \(PlanTables.contested) c
      JOIN \(PlanTables.contested) w ON w.key = c.key AND w.reason IS NULL
      JOIN \(PlanTables.stage) ws ON ws.ctid = w.row
      WHERE c.reason NOT IN (\(Action.rejected), \(Reason.unresolved))) c
    JOIN \(PlanTables.stage) s ON s.ctid = c.row LEFT JOIN \(linked) l ON l.row = c.row
    LEFT JOIN (SELECT l.row, l.target_id FROM \(linked) l WHERE \(LinkPlan.owns)) w ON w.row = c.winner_row
    WHERE s.source_id IS NOT NULL AND s.source_id <> c.winner AND NOT coalesce(\(LinkPlan.owns), false)
      AND NOT EXISTS (SELECT FROM \(PlanTables.plan) p
        WHERE p.row = c.winner_row AND p.action IN (\(Action.rejected), \(Action.failed)))
    """
  }

  /// True for a loser whose link is not yet a spare of the winner's row.
  private let isNewSpare: SQL = """
    NOT coalesce(l.spare AND l.lives AND (l.own_key = c.key OR l.target_id = w.target_id), false)
    """

  /// How many links a run would make and move, and how many there are.
  func look(on connection: inout PostgresConnection) throws(PostgresError) -> LinkCount {
    let (planned, totals) = try connection.ask(planned.and(links.totals))
    return planned.with(totals)
  }

  private var adopted: SQL {
    let place = tables.place
    let row: SQL = place == .id ? "t.\(tables.id)" : place.value(tables.id)
    return "\(LinkTables.adopted(place).sql) a JOIN \(tables.table.sql) t ON \(row) = a.row"
  }

  private var planned: Question<LinkCount> {
    let question = PostgresStatement(
      "count the links to be written",
      """
      SELECT sum(n.added)::int8, sum(n.moved)::int8 FROM (
        SELECT count(*) FILTER (WHERE l.row IS NULL) AS added, count(l.row) AS moved FROM \(newOwners)
        UNION ALL SELECT count(*) FILTER (WHERE l.row IS NULL), count(l.row) FROM \(losers) AND \(isNewSpare)
        UNION ALL SELECT 0, count(*) FROM \(LinkTables.claims) WHERE verdict = \(LinkVerdict.inherits)) n
      """)
    return .row(question) { (result, row) throws(PostgresError) in
      LinkCount(
        added: Int(try result.int64(row, 0)) + (adoption?.number ?? 0),
        moved: Int(try result.int64(row, 1)))
    }
  }

  /// The same as rows of one column that distinguish plans in a digest.
  var digested: SQL {
    """
    SELECT ROW('link'::text, s.source_id, s.key, false) FROM \(newOwners)
    UNION ALL SELECT ROW('link'::text, s.source_id, c.key, true) FROM \(losers) AND \(isNewSpare)
    UNION ALL SELECT ROW('link'::text, a.source_id, \(tables.targetKey), false) FROM \(adopted)
    """
  }

  /// Writes them, once the rows are written; `creates` selects `row` and `target_id` of the created records, and
  /// `areImplied` says that every good record without an entry of its own is one, `isUntouched` that nobody has written to the
  /// table since the plan was made. Returns also how many there are then.
  func write(
    _ recorder: LinkRecorder, creates: SQL, areImplied: Bool, isUntouched: Bool,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> LinkCount {
    var count = LinkCount()
    let moves = outlook.moved > 0
    // The owners that are gone come first: a row has one at a time.
    if moves { count.moved += try recorder.move(heirs, on: &connection) }
    let owners = owners(creates: creates, areImplied: areImplied)
    let new: SQL = "SELECT o.source_id, o.target_id, o.spare FROM (\(owners) AND l.row IS NULL) o"
    // One statement, which sees when several records have one `_id`.
    let found = areFresh && areImplied ? tables.impliedLinks : new
    let all = [adopted(isUntouched: isUntouched), found].compactMap(\.self)
    count.added += try recorder.add(all.joined(separator: " UNION ALL "), on: &connection)
    if moves {
      count.moved += try recorder.move("\(owners) AND l.row IS NOT NULL", on: &connection)
    }
    var spares = 0
    if contested > 0 {
      spares = try recorder.add("\(newSpares) AND l.row IS NULL", on: &connection)
      count.added += spares
      if moves {
        count.moved += try recorder.move("\(newSpares) AND l.row IS NOT NULL", on: &connection)
      }
    }
    if areFresh { return count.with((owners: count.added - spares, spares: spares)) }
    // What is fresh follows from keys alone, which no two records share.
    if count.changes > 0 { try recorder.check(on: &connection) }
    return count.with(try connection.ask(links.totals))
  }

  /// Selects the links of `LinkTables.adopted`; nil where it has none. A row that was written since its record was found
  /// equal to it waits for the next run: it may be another's by now.
  private func adopted(isUntouched: Bool) -> SQL? {
    guard let adoption, adoption.number > 0 else { return nil }
    if tables.place == .id, isUntouched, adoption.young.rows == 0 {
      return """
        SELECT a.source_id, a.row::text AS target_id, false AS spare FROM \(LinkTables.adopted(.id).sql) a
        """
    }
    return """
      SELECT a.source_id, t.\(tables.id)::text AS target_id, false AS spare FROM \(adopted)
      WHERE NOT (\(adoption.young.condition))
      """
  }

  private var heirs: SQL {
    """
    SELECT c.holder AS source_id, c.key, c.at_id::text AS target_id, true AS spare FROM \(LinkTables.claims) c
    WHERE c.verdict = \(LinkVerdict.inherits) AND NOT EXISTS (SELECT FROM \(PlanTables.plan) p
      WHERE p.row = c.row AND p.action IN (\(Action.rejected), \(Action.failed)))
    """
  }

  /// Those that the plan tells of are found by their rows' ids, unchanged ones by their keys.
  private func owners(creates: SQL, areImplied: Bool) -> SQL {
    var found: [SQL] = [
      creates,
      """
      SELECT q.row, q.target_id::text AS target_id FROM \(PlanTables.plan) q
      WHERE q.action IN (\(Action.update), \(Action.differs))
      """,
    ]
    if !areImplied {
      found.append(
        """
        SELECT u.ctid AS row, t.id::text AS target_id FROM \(PlanTables.stage) u
          JOIN \(tables.keyedRows(where: rows.condition)) ON t.key = u.key
        WHERE NOT EXISTS (SELECT FROM \(PlanTables.plan) q WHERE q.row = u.ctid)
        """)
    }
    return """
      SELECT s.source_id, s.key, f.target_id, false AS spare
      FROM (\(found.joined(separator: " UNION ALL "))) f, \(newOwners) AND f.row = s.ctid
      """
  }

  private var newSpares: SQL {
    """
    SELECT s.source_id, c.key, o.target_id, true AS spare FROM \(links.rows) o, \(losers)
      AND o.source_id = c.winner AND NOT o.spare
    """
  }
}

internal import PostgresDriver

/// Takes back what a run made of links: those of rows that it created and that are deleted now, those that it moved, and
/// those that it only adopted.
///
/// A link that somebody has moved since stays.
struct LinkUndo {
  /// The run that is taken back.
  let run: Int64
  /// The table, whose sets these are.
  let table: TargetTable
  /// Selects the ids, as text, of the rows that the undo deletes, and of those that stay as they are.
  let deleted: SQL
  let kept: SQL
  /// Selects the ids, as text, of the rows that the undo is restricted to, by $1; nil for all.
  let only: (ids: SQL, keys: PostgresParameter)?

  private var isOfTable: SQL {
    """
    l.link_set IN (SELECT n.id FROM synctool.link_sets n
      WHERE n.table_schema = \(literal: table.schema) AND n.table_name = \(literal: table.name))
    """
  }

  private func restricted(_ id: SQL) -> SQL { only.map { "AND \(id) IN (\($0.ids))" } ?? "" }

  private var parameters: [PostgresParameter] { only.map { [$0.keys] } ?? [] }

  /// True for a link `l` that goes.
  private var goes: SQL {
    """
    \(isOfTable) AND (l.target_id IN (\(deleted)) OR l.run = \(run) AND l.target_id NOT IN (\(kept))
      \(restricted("l.target_id"))) AND (l.link_set, l.source_id) NOT IN (SELECT m.link_set, m.source_id FROM \(moved) m)
    """
  }

  /// The links that the run moved, as they are to be again, with the key of the record.
  private var moved: SQL {
    """
    (SELECT l.link_set, l.source_id, c.key, c.link_before ->> 'target' AS target_id,
        (c.link_before ->> 'spare')::bool AS spare, (c.link_before ->> 'run')::int8 AS run
      FROM \(ChangeRecorder.table) c JOIN synctool.links l ON l.link_set = (c.link_before ->> 'set')::int
        AND l.source_id = decode(c.link_before ->> 'source', 'hex')
      WHERE c.run = \(run) AND c.action = \(ChangeRecorder.link) AND \(isOfTable)
        AND l.target_id = c.link_after ->> 'target' AND l.spare = (c.link_after ->> 'spare')::bool
        \(restricted("l.target_id")) AND NOT \(isTaken))
    """
  }

  /// True where somebody owns the row by now to which a link `l` would lead again, and does not move back himself.
  private var isTaken: SQL {
    """
    EXISTS (SELECT FROM synctool.links o WHERE o.link_set = l.link_set AND o.target_id = c.link_before ->> 'target'
      AND NOT o.spare AND NOT (c.link_before ->> 'spare')::bool AND o.source_id <> l.source_id
      AND NOT EXISTS (SELECT FROM \(ChangeRecorder.table) m
        WHERE m.run = \(run) AND m.action = \(ChangeRecorder.link) AND (m.link_before ->> 'set')::int = o.link_set
          AND decode(m.link_before ->> 'source', 'hex') = o.source_id
          AND m.link_after ->> 'target' = o.target_id AND NOT (m.link_after ->> 'spare')::bool))
    """
  }

  /// The links that the run removed and that nobody has made since, as they are to be again; a row has one owner.
  private var lost: SQL {
    """
    (SELECT (c.link_before ->> 'set')::int AS link_set, decode(c.link_before ->> 'source', 'hex') AS source_id,
        c.link_before ->> 'target' AS target_id, (c.link_before ->> 'spare')::bool AS spare,
        (c.link_before ->> 'run')::int8 AS run
      FROM \(ChangeRecorder.table) c WHERE c.run = \(run) AND c.action = \(ChangeRecorder.link)
        AND c.link_after IS NULL \(restricted("c.link_before ->> 'target'"))
        AND NOT EXISTS (SELECT FROM synctool.links l WHERE l.link_set = (c.link_before ->> 'set')::int
          AND l.source_id = decode(c.link_before ->> 'source', 'hex'))
        AND NOT EXISTS (SELECT FROM synctool.links l WHERE l.link_set = (c.link_before ->> 'set')::int
          AND l.target_id = c.link_before ->> 'target' AND NOT l.spare AND NOT (c.link_before ->> 'spare')::bool))
    """
  }

  /// How many links would be made again, moved back, and taken away.
  var planned: Question<LinkCount> {
    let question = PostgresStatement(
      "count the links to be taken back",
      """
      SELECT (SELECT count(*) FROM \(moved) m),
        (SELECT count(*) FROM synctool.links l WHERE \(goes)), (SELECT count(*) FROM \(lost) m)
      """, parameters)
    return .row(question) { (result, row) throws(PostgresError) in
      LinkCount(
        added: Int(try result.int64(row, 2)), moved: Int(try result.int64(row, 0)),
        removed: Int(try result.int64(row, 1)))
    }
  }

  /// How many links the table has.
  var totals: Question<(owners: Int, spares: Int)> {
    LinkSet.totals(of: "synctool.links l WHERE \(isOfTable)")
  }

  /// Takes them back; `recorder` keeps what becomes of those that move.
  func apply(
    _ recorder: ChangeRecorder, on connection: inout PostgresConnection
  ) throws(PostgresError) -> LinkCount {
    var count = LinkCount()
    // Whoever became an owner makes room for the one who was.
    for spare: SQL in ["m.spare", "NOT m.spare"] {
      try connection.execute(
        PostgresStatement(
          "record what becomes of links",
          """
          INSERT INTO \(ChangeRecorder.table) (run, row_xmin, action, key, target_id, link_before, link_after)
          SELECT \(recorder.run), '0', \(ChangeRecorder.link), m.key, m.target_id,
            \(LinkRecorder.before), jsonb_build_object('target', m.target_id, 'spare', m.spare)
          FROM \(moved) m JOIN synctool.links l USING (link_set, source_id) WHERE \(spare)
          """, parameters))
      count.moved += try connection.execute(
        PostgresStatement(
          "move links back",
          """
          UPDATE synctool.links l SET target_id = m.target_id, spare = m.spare, run = m.run FROM \(moved) m
          WHERE l.link_set = m.link_set AND l.source_id = m.source_id AND \(spare)
          """, parameters))
    }
    // Those that were moved back are no longer the run's.
    count.removed = try connection.execute(
      PostgresStatement(
        "remove links", "DELETE FROM synctool.links l WHERE \(goes)", parameters))
    count.added = try connection.execute(
      PostgresStatement(
        "make links again",
        """
        INSERT INTO synctool.links (link_set, source_id, target_id, spare, run)
        SELECT m.link_set, m.source_id, m.target_id, m.spare, m.run FROM \(lost) m
        """, parameters))
    // Not by their run: they have those of before.
    if count.moved + count.added > 0 {
      try LinkRecorder.check("\(isOfTable)", on: &connection)
    }
    return count
  }
}

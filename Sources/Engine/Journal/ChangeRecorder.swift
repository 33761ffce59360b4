package import PostgresDriver

/// Makes the statements that write clients record their rows in the journal too: one statement, so
/// that none is written unrecorded, and a savepoint rolls back both.
///
/// The statements run under the role's own search path: everything is qualified with its schema.
package struct ChangeRecorder: Sendable {
  /// What every run has written, one row per client.
  package static let table: SQL = "synctool.changes"
  /// The action of an entry that is about a link and no row.
  static let link: SQL = "'link'"
  /// True for the entries `c` that are about rows.
  static let isOfRow: SQL = "c.action <> \(link)"
  /// The columns of an entry that has both sides.
  private static let columns: SQL =
    "(run, row_xmin, before_xmin, action, key, target_id, before, after)"

  let run: Int64
  private var client: JournaledTable

  init(_ journal: OpenRun, _ client: JournaledTable) {
    run = journal.run
    self.client = client
  }

  /// The same for the table as it was found since.
  package func of(_ client: JournaledTable) -> ChangeRecorder {
    var recorder = self
    recorder.client = client
    return recorder
  }

  /// `insert` writes to the table aliased `t` and returns nothing yet. What it puts into the column of the keys
  /// is trimmed and stays so: trimming a million emails once more would take a tenth of what their entries take.
  package func creating(_ insert: SQL) -> SQL {
    """
    WITH written AS (
      \(insert)
      RETURNING t.\(client.id) AS id, t.xmin AS row_xmin, \(client.trimmedKey) AS key)
    INSERT INTO synctool.changes (run, row_xmin, action, key, target_id)
    SELECT \(run), w.row_xmin, 'create', w.key, w.id::pg_catalog.text FROM written w
    """
  }

  /// `update` writes to the table aliased `t`, from its rows before aliased `o`, and returns nothing yet.
  ///
  /// The texts of both sides are compared before an object is made of those that differ.
  package func updating(_ update: SQL) -> SQL {
    """
    WITH written AS (
      \(update)
      RETURNING t.\(client.id) AS id, t.xmin AS row_xmin, o.xmin AS before_xmin,
        \(client.targetKey) AS key, \(client.table.texts("o")) AS before,
        \(client.table.texts("t")) AS after)
    INSERT INTO synctool.changes
      \(Self.columns)
    SELECT \(run), w.row_xmin, w.before_xmin, 'update', w.key, w.id::pg_catalog.text, d.before, d.after
    FROM written w CROSS JOIN LATERAL (
      SELECT pg_catalog.jsonb_object_agg(m.name, m.before) AS before,
        pg_catalog.jsonb_object_agg(m.name, m.after) AS after
      FROM ROWS FROM (pg_catalog.unnest(\(client.table.names)),
        pg_catalog.unnest(w.before), pg_catalog.unnest(w.after)) AS m (name, before, after)
      WHERE coalesce(m.before COLLATE pg_catalog."C" OPERATOR(pg_catalog.<>) m.after,
        (m.before IS NULL) OPERATOR(pg_catalog.<>) (m.after IS NULL))) d
    """
  }

  /// Carries out one of the following statements; throws where a trigger or a rule of the journal's own table keeps
  /// another number of rows than were written.
  package func record(
    _ statement: PostgresStatement, rows: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let kept = try connection.execute(statement)
    if kept == rows { return }
    throw .journal(
      statement.name, "the journal kept \(kept) of \(rows) rows that say what was written")
  }

  /// Records every row that was created or updated, after the last trigger has run. One that has no email any more
  /// is known by the one that it had.
  ///
  /// `ids` has the rows' ids by rows of the table `plan`, `before` the versions and images of the updated ones from before.
  package func recording(ids: SQL, before: SQL, of plan: SQL) -> PostgresStatement {
    PostgresStatement(
      "record what was written",
      """
      INSERT INTO synctool.changes
        \(Self.columns)
      SELECT \(run), w.row_xmin, w.before_xmin, w.action, w.key, w.id,
        \(Self.before), \(Self.after)
      FROM (SELECT t.xmin AS row_xmin, b.version AS before_xmin, p.action,
          coalesce(\(client.targetKey), \(client.key(of: "b.image ->> \(literal: client.keyName)"))) AS key,
          t.\(client.id)::pg_catalog.text AS id, b.image AS before,
          CASE p.action WHEN 'update' THEN \(image("t")) END AS after
        FROM \(ids) i JOIN \(plan) p ON p.row = i.row
          JOIN \(client.table.sql) t ON t.\(client.id) = i.id LEFT JOIN \(before) b ON b.row = i.row
        WHERE p.action IN ('create', 'update')) w
      """)
  }

  /// Records what an undo has made of rows, in the order of `place`: `rows` selects `action`, `id`, `key`, the
  /// `version` from before and the one that was `made`, and the images `before` and `after`.
  func recording(undone rows: SQL) -> PostgresStatement {
    PostgresStatement(
      "record what was written",
      """
      INSERT INTO synctool.changes
        \(Self.columns)
      SELECT \(run), coalesce(w.made, w.version),
        CASE w.action WHEN \(Action.update) THEN w.version END, w.action, w.key, w.id,
        CASE w.action WHEN \(Action.delete) THEN w.before WHEN \(Action.update) THEN \(Self.before) END,
        CASE w.action WHEN \(Action.update) THEN \(Self.after) END
      FROM (\(rows)) w ORDER BY w.place
      """)
  }

  /// Every column of the row as PostgreSQL writes it, so that a cast restores it to the byte.
  private func image(_ alias: SQL) -> SQL { client.table.image(alias) }

  private static let before = difference("before", from: "after")
  private static let after = difference("after", from: "before")

  /// Of the object of one side of a row `w`, the members that differ from those of the other side; as SQL
  /// under any search path.
  private static func difference(_ side: SQL, from other: SQL) -> SQL {
    """
    (SELECT pg_catalog.jsonb_object_agg(m.key, m.value) FROM pg_catalog.jsonb_each(w.\(side)) m
      WHERE m.value OPERATOR(pg_catalog.<>) (w.\(other) OPERATOR(pg_catalog.->) m.key))
    """
  }
}

internal import PostgresDriver

/// Decides what becomes of each row that a run wrote: the one piece of code behind a dry run and a
/// real one.
struct UndoPlanner {
  private let tables: UndoTables
  private let run: Int64
  private let only: KeySet?
  private let references: ReferenceReader

  /// `only` restricts the plan to these clients; nil means all of the run.
  init(_ tables: UndoTables, run: Int64, only: KeySet?, _ references: ReferenceReader) {
    self.tables = tables
    self.run = run
    self.only = only
    self.references = references
  }

  /// Fills the plan's table inside a transaction that its caller holds, and counts its rows.
  ///
  /// Throws `PostgresError`, and `SyncFailure` when rows that may refer to a client cannot be seen.
  func plan(on connection: inout PostgresConnection) throws -> Counts {
    try connection.execute(statement)
    try connection.executeScript(
      PostgresStatement("look at the plan", "ANALYZE \(UndoTables.plan)"))
    try keepWithoutColumns(on: &connection)
    try keepTakenKeys(on: &connection)
    let counts = try tables.counts(on: &connection)
    guard counts.delete + counts.update > 0 else { return counts }
    try UndoReferences(tables, references).keep(counts, on: &connection)
    return try tables.counts(on: &connection)
  }

  /// A row is as the run left it when its version is the one that the run made.
  private var statement: PostgresStatement {
    let (table, id) = (tables.sql, tables.target.id)
    let idName = SQLLiteral.quote(tables.target.idName)
    let image = tables.target.table.image("t")
    var parameters: [PostgresParameter] = [.int8(run)]
    if let only { parameters.append(.text(ArrayLiteral.text(only.keys))) }
    return PostgresStatement(
      "plan the undo",
      """
      INSERT INTO \(UndoTables.plan) (n, action, reason, field, was, key, id, put, present)
      SELECT row_number() OVER (ORDER BY c.place DESC),
        CASE WHEN f.reason IS NOT NULL THEN '\(Action.kept.rawValue)'
          WHEN c.action = 'create' THEN '\(Action.delete.rawValue)'
          WHEN c.action = 'delete' THEN '\(Action.create.rawValue)'
          ELSE '\(Action.update.rawValue)' END,
        f.reason,
        CASE f.reason WHEN '\(Reason.taken.rawValue)' THEN \(idName) END,
        c.action, c.key, c.id, c.before,
        CASE WHEN f.reason IS NOT NULL OR c.action = 'delete' THEN NULL
          WHEN c.action = 'create' THEN \(image)
          ELSE (SELECT jsonb_object_agg(m.key, m.value) FROM jsonb_each(\(image)) m
            WHERE c.before ? m.key) END
      FROM (SELECT c.ctid AS place, c.action, c.key, c.target_id::\(tables.target.idType) AS id,
            c.row_xmin, c.before, c.after
          FROM synctool.changes c
          WHERE c.run = $1 \(only == nil ? "" : "AND c.key = ANY ($2::text[])")) c
        LEFT JOIN \(table) t ON t.\(id) = c.id
        CROSS JOIN LATERAL (SELECT CASE
          WHEN c.action = 'delete' THEN
            CASE WHEN t.\(id) IS NOT NULL THEN '\(Reason.taken.rawValue)' END
          WHEN t.\(id) IS NULL THEN '\(Reason.gone.rawValue)'
          -- Of what the run itself put there the values have to be there too: an xid says nothing in a
          -- database that was restored, and a trigger may have had the last word.
          WHEN t.xmin <> c.row_xmin OR EXISTS (
              SELECT FROM jsonb_each(c.after) m
              WHERE \(image) ? m.key AND \(image) -> m.key <> m.value)
            THEN '\(Reason.changedSince.rawValue)' END AS reason) f
      """, parameters)
  }

  /// A column that the table no longer has cannot be put back.
  private func keepWithoutColumns(
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let names = tables.target.table.columns.map { Array($0.name.utf8) }
    try connection.execute(
      PostgresStatement(
        "look for missing columns",
        """
        UPDATE \(UndoTables.plan) p
        SET action = '\(Action.kept.rawValue)', reason = '\(Reason.changedSince.rawValue)',
          field = k.name
        FROM (SELECT n, min(name) AS name
          FROM \(UndoTables.plan), jsonb_object_keys(put) name
          WHERE action <> '\(Action.kept.rawValue)' AND name <> ALL ($1::text[]) GROUP BY n) k
        WHERE p.n = k.n
        """, [.text(ArrayLiteral.text(names))]))
  }

  /// Whoever gets an email back must not meet another row with its key, in whatever spelling.
  private func keepTakenKeys(on connection: inout PostgresConnection) throws(PostgresError) {
    let email = tables.target.columns[0].layout.column
    let name = SQLLiteral.quote(email)
    try connection.execute(
      PostgresStatement(
        "look for taken keys",
        """
        UPDATE \(UndoTables.plan) p
        SET action = '\(Action.kept.rawValue)', reason = '\(Reason.taken.rawValue)',
          field = \(name)
        FROM (SELECT t.\(tables.target.id) AS id, \(tables.target.targetKey) AS key
          FROM \(tables.sql) t) t
        WHERE p.action IN ('\(Action.create.rawValue)', '\(Action.update.rawValue)')
          AND p.put ? \(name) AND t.key = \(tables.target.key(of: "(p.put ->> \(name))"))
          AND t.id <> p.id
        """))
  }
}

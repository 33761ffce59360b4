internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// What the rows hold once they are written, where triggers or rules may have changed
/// them: read again after the last trigger has run, including deferred ones.
///
/// Rows are written with their ids kept; only afterwards do the journal, the report and the screen get them.
struct WrittenRows: Sendable {
  /// The ids of the rows that a plan's writes have created or changed.
  static let ids: SQL = "pg_temp.synctool_ids"
  /// The updated rows as they were before.
  static let before: SQL = "pg_temp.synctool_before"
  /// The mapped values that each written row holds, in the types of the plan.
  static let table: SQL = "pg_temp.synctool_written"

  /// All three.
  static let tables = [ids, before, table]

  /// Selects the rows of the stage that became rows, as `row`, and their ids as text; once they are read.
  static let createdIDs: SQL = """
    SELECT w.row, w.id::text AS target_id FROM \(table) w JOIN \(PlanTables.plan) q ON q.row = w.row
    WHERE q.action = \(Action.create)
    """

  let tables: PlanTables
  let rules: PlanRules
  /// What was written goes to it; nil where nothing is recorded.
  let recorder: ChangeRecorder?

  /// True, as SQL, when a trigger or a rule of the table may change what is written, or one of the journal's what
  /// is recorded, which must not pass for a client's fault. Ask while the table is locked: nobody can add one then.
  static func mayChange(_ table: TargetTable, recorded: Bool) -> SQL {
    let tables: SQL =
      recorded
      ? "(\(table.oid), '\(ChangeRecorder.table)'::regclass)" : "(\(table.oid))"
    return """
      EXISTS (SELECT FROM pg_trigger WHERE tgrelid IN \(tables) AND NOT tgisinternal
        AND tgenabled <> 'D' AND tgtype & \(insertOrUpdate) <> 0)
      OR EXISTS (SELECT FROM pg_class WHERE oid IN \(tables) AND relhasrules)
      """
  }

  /// TRIGGER_TYPE_INSERT and TRIGGER_TYPE_UPDATE of PostgreSQL's `pg_trigger.h`.
  private static let insertOrUpdate = 4 | 16

  /// Creates the tables, within the transaction that writes; every planned write has a row in the plan.
  func prepare(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.executeScript(
      PostgresStatement(
        "prepare to read what was written",
        """
        CREATE TEMP TABLE \(Self.ids) (row tid, id \(tables.client.idType));
        \(recorder == nil ? "" : images)
        """))
  }

  private var images: SQL {
    """
    CREATE TEMP TABLE \(Self.before) AS
      SELECT p.row, t.xmin AS version, \(tables.table.image("t")) AS image
      FROM \(PlanTables.plan) p JOIN \(tables.table.sql) t ON t.\(tables.id) = p.target_id
      WHERE p.action = \(Action.update)
    """
  }

  /// The statement that keeps the ids of what `update` writes to the table aliased `t` for rows `p` of the
  /// plan; it counts what it writes. A rule allows no such statement.
  func keeping(update: SQL) -> SQL {
    if tables.table.hasRules { return update }
    return """
      WITH w AS (\(update) RETURNING p.row, t.\(tables.id) AS id)
      INSERT INTO \(Self.ids) (row, id) SELECT w.row, w.id FROM w
      """
  }

  /// The same for an `insert` of the stage's rows `s` that meet the condition, in the order of their keys.
  ///
  /// PostgreSQL returns rows in the order in which it inserts them, one for each selected row: a statement
  /// that has written fewer is rolled back.
  func keeping(insert: SQL, where condition: SQL) -> SQL {
    if tables.table.hasRules { return insert }
    return """
      WITH w AS (\(insert) RETURNING t.\(tables.id) AS id),
        n AS (SELECT pg_catalog.row_number() OVER () AS n, w.id FROM w)
      INSERT INTO \(Self.ids) (row, id)
      SELECT r.row, n.id FROM n JOIN (
        SELECT pg_catalog.row_number() OVER (ORDER BY s.key) AS n, s.ctid AS row
        FROM \(PlanTables.stage) s WHERE \(condition)) r ON r.n OPERATOR(pg_catalog.=) n.n
      """
  }

  /// Reads the rows, once everything is written, and records them in the journal.
  ///
  /// Returns how many planned writes left no row, which fail in the plan, and what the next run would
  /// write again, one sentence for each column.
  func read(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> (lost: Int, warnings: [String]) {
    if tables.table.hasRules { try findIDs(on: &connection) }
    try connection.executeScript(PostgresStatement("read what was written", holding))
    let lost = tables.table.hasRules ? 0 : try failLost(on: &connection)
    if let recorder {
      let count = PostgresStatement("count what was written", "SELECT count(*) FROM \(Self.table)")
      try recorder.record(
        recorder.recording(ids: Self.ids, before: Self.before, of: PlanTables.plan),
        rows: Int(try connection.int64(count)), on: &connection)
    }
    return (lost, try warnings(on: &connection))
  }

  /// Where rules rewrite statements, a created row is found by its key.
  private func findIDs(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.execute(
      PostgresStatement(
        "find what was written",
        """
        INSERT INTO \(Self.ids) (row, id)
        SELECT p.row, t.\(tables.id) FROM \(PlanTables.plan) p
          JOIN \(PlanTables.stage) s ON s.ctid = p.row
          JOIN \(tables.table.sql) t
            ON CASE WHEN p.target_id IS NULL THEN \(tables.targetKey) = s.key
              ELSE t.\(tables.id) = p.target_id END
        WHERE \(Self.written)
        """))
  }

  private static let written: SQL =
    "p.action IN (\(Action.create), \(Action.update))"

  private var holding: SQL {
    let columns = tables.columns + tables.createColumns
    let values: [SQL] = columns.map { "\($0.layout.form.staged($0.target)) AS \($0.staged)" }
    let created: [SQL]? = tables.layout.createdAt.map {
      ["\($0.form.read("t.\(identifier: $0.column)")) AS created"]
    }
    return """
      CREATE TEMP TABLE \(Self.table) AS
        SELECT i.row, i.id, \(tables.targetKey) AS key, \(values + (created ?? []))
        FROM \(Self.ids) i JOIN \(tables.table.sql) t ON t.\(tables.id) = i.id;
      ANALYZE \(Self.table)
      """
  }

  /// A trigger that runs after the write may have removed the row.
  private func failLost(on connection: inout PostgresConnection) throws(PostgresError) -> Int {
    try connection.execute(
      PostgresStatement(
        "look for rows that are gone",
        """
        UPDATE \(PlanTables.plan) p
        SET action = \(Action.failed), reason = \(Reason.swallowed)
        WHERE \(Self.written) AND NOT EXISTS (SELECT FROM \(Self.table) w WHERE w.row = p.row)
        """))
  }

  /// Why nothing may be written: a row that existed before is gone. nil when all are there; ask
  /// after `read` has found some lost.
  func deletion(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    let question = PostgresStatement(
      "look for updated rows that are gone",
      """
      SELECT count(*) FROM \(PlanTables.plan) p JOIN \(Self.ids) i ON i.row = p.row
      WHERE p.target_id IS NOT NULL AND p.reason = \(Reason.swallowed)
      """)
    let rows = Int(try connection.int64(question))
    guard rows > 0 else { return nil }
    return SyncFailure(
      .failed, .apply,
      "a trigger or a rule removes \(NumberText.counted(rows, "row")) that the run updates",
      hint: "a sync deletes nothing: look at the triggers and rules of the table")
  }

  private func warnings(on connection: inout PostgresConnection) throws(PostgresError) -> [String] {
    let isLost: SQL = "w.key IS DISTINCT FROM s.key"
    var counts: [SQL] = ["count(*) FILTER (WHERE \(isLost))"]
    counts += tables.columns.map { column in
      let next = column.updated(
        from: "w.\(column.staged)", allowUnprotect: rules.allowUnprotect)
      return "count(*) FILTER (WHERE NOT \(isLost) AND \(next) IS DISTINCT FROM w.\(column.staged))"
    }
    let question = PostgresStatement(
      "compare what was written",
      """
      SELECT \(counts) FROM \(Self.table) w
        JOIN \(PlanTables.stage) s ON s.ctid = w.row
      """)
    return try connection.row(question) { (result, row) throws(PostgresError) in
      var sentences: [String] = []
      let names = [tables.client.keyName] + tables.columns.map(\.layout.column)
      for (place, name) in names.enumerated() {
        let rows = Int(try result.int64(row, place))
        guard rows > 0 else { continue }
        let them = rows == 1 ? "it" : "them"
        sentences.append(
          "target: a trigger or a rule has changed \(name) in \(NumberText.counted(rows, "row")) written: "
            + (place == 0
              ? "the next run does not find \(them) and tries to create \(them) again"
              : "the next run with --force would write \(them) again"))
      }
      return sentences
    }
  }
}

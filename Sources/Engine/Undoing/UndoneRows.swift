internal import PostgresDriver

/// Records in the journal what an undo has made of the table's rows: read after the last trigger has run, so
/// that the journal has what the rows hold.
struct UndoneRows {
  /// The rows to be written, as they are before.
  static let before: SQL = "pg_temp.synctool_before"

  let tables: UndoTables
  let recorder: ChangeRecorder

  /// Keeps the rows as they are; within the transaction that writes, while the table is locked.
  func prepare(on connection: inout PostgresConnection) throws(PostgresError) {
    let client = tables.client
    try connection.executeScript(
      PostgresStatement(
        "keep the rows of before",
        """
        CREATE TEMP TABLE \(Self.before) AS
          SELECT p.n, t.xmin AS version, \(client.targetKey) AS key,
            CASE p.action WHEN \(Action.delete) THEN \(client.table.storedImage("t"))
              ELSE \(client.table.image("t")) END AS image
          FROM \(UndoTables.plan) p JOIN \(tables.sql) t ON t.\(client.id) = p.id
          WHERE p.action IN (\(Action.delete), \(Action.update));
        ANALYZE \(Self.before)
        """))
  }

  /// Records every row that was written, in the order of the writes.
  func record(on connection: inout PostgresConnection) throws(PostgresError) {
    let client = tables.client
    try recorder.record(
      recorder.recording(
        undone: """
          SELECT p.action, \(tables.place)::text AS id, b.version, b.image AS before, t.xmin AS made,
            CASE p.action WHEN \(Action.delete) THEN b.key ELSE coalesce(\(client.targetKey), b.key) END AS key,
            CASE p.action WHEN \(Action.update) THEN \(client.table.image("t")) END AS after,
            row_number() OVER (ORDER BY \(UndoWriter.sorting)) AS place
          FROM \(UndoTables.plan) p LEFT JOIN \(Self.before) b ON b.n = p.n
            LEFT JOIN \(tables.sql) t ON t.\(client.id) = \(tables.place)
          WHERE p.action IN (\(Action.delete), \(Action.update), \(Action.create))
          """), rows: try tables.counts(on: &connection).changes, on: &connection)
  }
}

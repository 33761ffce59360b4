internal import PostgresDriver

extension JournalReader {
  /// What a run wrote, in the order in which it was written, a page of it.
  ///
  /// The table's present columns say how values are shown; one that is gone is shown as text.
  func changes(
    of run: Int64, limit: Int, offset: Int = 0, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ChangeRecord] {
    try changes(
      "WHERE c.run = $1 ORDER BY c.ctid LIMIT \(limit) OFFSET \(offset)", [.int8(run)],
      on: &connection)
  }

  /// What runs wrote to one client, under its key or one of its ids, the newest first.
  func changes(
    ofKey key: String, ids: [String], limit: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ChangeRecord] {
    try changes(
      """
      JOIN synctool.runs r ON r.id = c.run
      WHERE r.table_schema = $1 AND r.table_name = $2 AND (c.key = $3 OR c.target_id = ANY ($4::text[]))
      ORDER BY c.run DESC LIMIT \(limit)
      """,
      [
        .text(schema), .text(table), .text(key),
        .text(ArrayLiteral.text(ids.map { Array($0.utf8) })),
      ], on: &connection)
  }

  private func changes(
    _ rest: String, _ parameters: [PostgresParameter], on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ChangeRecord] {
    let columns = try JournalColumns.read(schema: schema, table: table, on: &connection)
    let question = PostgresStatement(
      "read changes from the journal",
      """
      SELECT c.run, c.action, c.key, c.target_id, c.before::text, c.after::text
      FROM synctool.changes c \(rest)
      """, parameters)
    return try connection.query(question) { (result) throws(PostgresError) -> [ChangeRecord] in
      var changes: [ChangeRecord] = []
      for row in 0..<result.rowCount {
        changes.append(
          ChangeRecord(
            run: try result.int64(row, 0),
            action: ChangeRecord.Action(rawValue: try result.string(row, 1)) ?? .update,
            key: try result.string(row, 2), targetID: try result.string(row, 3),
            changes: columns.changes(
              before: try result.stringIfPresent(row, 4), after: try result.stringIfPresent(row, 5)
            )))
      }
      return changes
    }
  }
}

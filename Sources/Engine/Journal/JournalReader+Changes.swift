internal import Basics
package import PostgresDriver

extension JournalReader {
  /// One page of what a run wrote, in the order in which it was written.
  ///
  /// `columns` are today's columns of the table and decide how values are shown; a dropped one is shown as
  /// text.
  package func changes(
    of run: Int64, _ columns: JournalColumns, _ page: JournalPage,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [PlanEntry] {
    let question = PostgresStatement(
      "read changes from the journal",
      """
      SELECT \(Self.changeColumns) FROM synctool.changes c
      WHERE c.run = $1 AND \(ChangeRecorder.isOfRow) ORDER BY c.ctid \(page.sql)
      """, [.int8(run)])
    return try connection.rows(question) { (result, row) throws(PostgresError) in
      try Self.change(result, row, columns).entry
    }
  }

  /// The columns that `change` reads of a row `c` of `synctool.changes`, in order.
  static let changeColumns: SQL =
    "c.run, c.action, c.key, c.target_id, c.before::text, c.after::text"

  /// Reads the row with this number of an answer whose first columns are `changeColumns`.
  static func change(
    _ result: borrowing PostgresResult, _ row: Int, _ columns: JournalColumns
  ) throws(PostgresError) -> (run: Int64, entry: PlanEntry) {
    let run = try result.int64(row, 0)
    let entry = PlanEntry(
      action: try JournalWord.change.read(try result.string(row, 1), of: run),
      key: try result.string(row, 2), targetID: .string(try result.string(row, 3)),
      changes: columns.changes(
        before: try result.stringIfPresent(row, 4), after: try result.stringIfPresent(row, 5)))
    return (run, entry)
  }
}

internal import Basics
internal import MongoDriver
package import PostgresDriver
internal import Records

extension JournalReader {
  /// One page of the documents that a run wrote, or may have written, in the order of the writes.
  package func documents(
    of run: Int64, _ page: JournalPage, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [PlanEntry] {
    let question = PostgresStatement(
      "read written documents from the journal",
      """
      SELECT d.action, d.key, d.document_id, d.before, d.after, d.outcome
      FROM \(DocumentJournal.table) d WHERE d.run = $1 AND \(Self.mayBeWritten)
      ORDER BY d.n \(page.sql)
      """, [.int8(run)])
    return try connection.rows(question) { (result, row) throws(PostgresError) in
      try document(result, row, of: run)
    }
  }

  private func document(
    _ result: borrowing PostgresResult, _ row: Int, of run: Int64
  ) throws(PostgresError) -> PlanEntry {
    let id = try Self.bytes(result, row, 2) ?? []
    var entry = PlanEntry(
      action: try JournalWord.change.read(try result.string(row, 0), of: run),
      key: try result.stringIfPresent(row, 1),
      sourceID: BSONBytes(id.span).map(DocumentText.id),
      changes: DocumentChange.changes(
        from: try fields(result, row, 3), to: try fields(result, row, 4)))
    entry.outcome = try JournalWord.outcome.read(try result.string(row, 5), of: run).rawValue
    return entry
  }

  /// True for a document `d` that a run wrote, and for one of which nobody knows.
  static let mayBeWritten: SQL =
    "d.outcome IN (\([DocumentOutcome.written, .planned]))"

  /// True for a document `d` of the run `$1`, which read the source `$2`, that the run was about to write when it ended and a
  /// later run of the same source has written, or was to write, from the same values on: this one has not written it.
  static let isLeftToLater: SQL = """
    (d.outcome = \(DocumentOutcome.planned)
      AND (d.system, d.document_id, coalesce(d.before, '')) IN (
        SELECT l.system, l.document_id, coalesce(l.before, '')
        FROM \(DocumentJournal.table) l JOIN synctool.runs r ON r.id = l.run
        WHERE l.run > $1 AND r.source = $2 AND l.outcome IN (\([DocumentOutcome.written, .planned]))))
    """

  /// How many documents a run wrote, or may have written.
  package func documentCount(
    of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let question = PostgresStatement(
      "count the written documents",
      "SELECT count(*) FROM \(DocumentJournal.table) d WHERE d.run = $1 AND \(Self.mayBeWritten)",
      [.int8(run)])
    return Int(try connection.int64(question))
  }

  private func fields(
    _ result: borrowing PostgresResult, _ row: Int, _ column: Int
  ) throws(PostgresError) -> [BSONField] {
    let document = try Self.bytes(result, row, column) ?? []
    return DocumentChange.fields(document.span)
  }
}

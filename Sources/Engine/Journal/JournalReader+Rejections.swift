internal import Basics
package import PostgresDriver
internal import Records

extension JournalReader {
  /// One page of what a run did not write, in the order of the keys.
  package func rejections(
    of run: Int64, _ page: JournalPage, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [PlanEntry] {
    try connection.ask(
      rejections(
        "WHERE j.run = $1 ORDER BY j.ctid \(page.sql)", [.int8(run)])
    ).map(\.entry)
  }

  /// What runs did not write of the records with a key, the newest first.
  package func rejections(
    ofKey key: String, limit: Int
  ) -> Question<[(run: Int64, entry: PlanEntry)]> {
    rejections(
      """
      JOIN synctool.runs r ON r.id = j.run
      WHERE \(RunTable.isOfTable) AND j.key = $3
      ORDER BY j.run DESC, j.ctid LIMIT \(limit)
      """, [.text(schema), .text(table), .text(key)])
  }

  private func rejections(
    _ rest: SQL, _ parameters: [PostgresParameter]
  ) -> Question<[(run: Int64, entry: PlanEntry)]> {
    let question = PostgresStatement(
      "read rejections from the journal",
      """
      SELECT j.run, j.action, j.key, j.source_id, j.reason, j.field, j.winner_id,
        j.line, j.byte, j.detail
      FROM synctool.rejections j \(rest)
      """, parameters)
    return .rows(question) { (result, row) throws(PostgresError) in
      let run = try result.int64(row, 0)
      let entry = PlanEntry(
        action: try JournalWord.rejection.read(try result.string(row, 1), of: run),
        key: try result.stringIfPresent(row, 2), sourceID: try Self.sourceID(result, row, 3),
        reason: try JournalWord.reason.read(try result.string(row, 4), of: run),
        field: try result.stringIfPresent(row, 5), winnerID: try Self.sourceID(result, row, 6),
        place: try place(result, row, 7))
      return (run, entry)
    }
  }

  /// nil for a record whose text is not broken.
  private func place(
    _ result: borrowing PostgresResult, _ row: Int, _ column: Int
  ) throws(PostgresError) -> SourcePlace? {
    guard let detail = try result.stringIfPresent(row, column + 2) else { return nil }
    return SourcePlace(
      line: Int(try result.int64(row, column)), byte: Int(try result.int64(row, column + 1)),
      detail: detail)
  }

  static func sourceID(
    _ result: borrowing PostgresResult, _ row: Int, _ column: Int
  ) throws(PostgresError) -> String? {
    try bytes(result, row, column).map { SourceID.text(of: $0.span) }
  }

  /// The bytes of a bytea, which PostgreSQL writes as `\x` and hexadecimal digits: the session pins that form; nil for
  /// NULL.
  static func bytes(
    _ result: borrowing PostgresResult, _ row: Int, _ column: Int
  ) throws(PostgresError) -> [UInt8]? {
    try result.stringIfPresent(row, column).map {
      ByteDigits.bytes(hex: $0.utf8.dropFirst(2)) ?? []
    }
  }
}

package import PostgresDriver
internal import Records

extension JournalReader {
  /// How many links that were there before a run has moved or removed.
  package func linkCount(
    of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    try count("changes", where: " AND \(Self.isOfLink)", of: run, on: &connection)
  }

  /// One page of them, in the order in which they were written.
  package func links(
    of run: Int64, _ page: JournalPage, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [LinkMove] {
    let question = PostgresStatement(
      "read links from the journal",
      """
      SELECT c.key, decode(c.link_before ->> 'source', 'hex'), c.link_before ->> 'target',
        (c.link_before ->> 'spare')::bool, c.link_after ->> 'target', (c.link_after ->> 'spare')::bool
      FROM synctool.changes c WHERE c.run = $1 AND \(Self.isOfLink) ORDER BY c.ctid \(page.sql)
      """, [.int8(run)])
    return try connection.rows(question) { (result, row) throws(PostgresError) in
      let after = try result.stringIfPresent(row, 4)
      let isSpare = try result.boolIfPresent(row, 5) ?? false
      return LinkMove(
        key: try result.string(row, 0), sourceID: try Self.sourceID(result, row, 1) ?? "",
        before: LinkMove.End(
          rowID: try result.string(row, 2), isSpare: try result.bool(row, 3)),
        after: after.map { LinkMove.End(rowID: $0, isSpare: isSpare) })
    }
  }

  private static let isOfLink: SQL = "c.action = \(ChangeRecorder.link)"
}

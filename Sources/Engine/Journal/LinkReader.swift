internal import Basics
package import PostgresDriver

/// Reads single links of a set.
extension LinkSet {
  /// A row of the target, and the document that owns it.
  package struct OwnedRow: Sendable {
    /// Its matching key.
    package let key: String
    /// Its id as PostgreSQL writes it.
    package let id: String
    /// The document's `_id`, as links have it; nil where the row is nobody's.
    package let owner: [UInt8]?
  }

  /// What the link of a document says.
  package struct FoundLink: Sendable {
    /// The document's `_id`, as links have it.
    package let document: [UInt8]
    /// The row's id as PostgreSQL writes it.
    package let rowID: String
    package let isSpare: Bool
    /// False where the row is gone.
    package let isThere: Bool
    /// The row's matching key; nil without one.
    package let key: String?
  }

  /// The rows that a relation `t` has, with their `id` and `key`, and who owns them; `parameters` are the relation's.
  package func owners(
    of rows: SQL, _ parameters: [PostgresParameter]
  ) -> Question<[OwnedRow]> {
    let question = PostgresStatement(
      "find the owners of rows",
      """
      SELECT t.key, t.id::text, o.source_id FROM \(rows)
        LEFT JOIN \(self.rows) o ON o.target_id = t.id::text AND NOT o.spare
      ORDER BY t.id
      """, parameters)
    return .rows(question) { (result, row) throws(PostgresError) in
      OwnedRow(
        key: try result.string(row, 0), id: try result.string(row, 1),
        owner: try JournalReader.bytes(result, row, 2))
    }
  }

  /// The links of these documents, beside the rows of a relation `t` that has all of them.
  package func links(of documents: [[UInt8]], to rows: SQL) -> Question<[FoundLink]> {
    if documents.isEmpty { return .known([]) }
    let question = PostgresStatement(
      "find the links of records",
      """
      SELECT l.source_id, l.target_id, l.spare, t.id IS NOT NULL, t.key FROM \(self.rows) l
        LEFT JOIN \(rows) ON t.id::text = l.target_id
      WHERE l.source_id = ANY ($1::bytea[])
      """, [.texts(documents.map { "\\x" + ByteDigits.hexText($0) })])
    return .rows(question) { (result, row) throws(PostgresError) in
      FoundLink(
        document: try JournalReader.bytes(result, row, 0) ?? [], rowID: try result.string(row, 1),
        isSpare: try result.bool(row, 2), isThere: try result.bool(row, 3),
        key: try result.stringIfPresent(row, 4))
    }
  }
}

internal import PostgresDriver

/// Reads the documents of a plan in their order, as many as go into one command.
struct DocumentRows {
  /// How many operations a command has at most, and how many bytes they take about; an operation that takes more goes
  /// alone.
  static let most = 1000
  private static let bytes = 1 << 20
  /// What an operation takes beside its values.
  private static let overhead = 200

  /// The plan's table, qualified.
  let table: SQL
  let writes: DocumentWrites
  /// At most `most`.
  let limit: Int
  /// True where so many of the largest operation are more than a command may have.
  private let areLarge: Bool

  /// Looks how large the operations are.
  init(
    _ table: SQL, _ writes: DocumentWrites, limit: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    (self.table, self.writes, self.limit) = (table, writes, limit)
    let largest = try connection.int64IfPresent(
      PostgresStatement(
        "look how large the documents to write are",
        "SELECT max(\(Self.size(writes))) FROM \(table) p WHERE \(DocumentWrites.isWritten)"))
    areLarge = (largest ?? 0) * Int64(limit) > Self.bytes
  }

  /// Those after the one with this number; none at the end.
  func next(
    after last: Int64, on connection: inout PostgresConnection
  ) throws -> DocumentBatch {
    var batch = DocumentBatch(guardNames: writes.guardNames)
    try connection.copyOut(statement(after: last)) { try batch.append($0) }
    return batch
  }

  /// The bytes of an operation of `p`, about.
  private static func size(_ writes: DocumentWrites) -> SQL {
    """
    \(overhead) + octet_length(\(writes.documentID)) + coalesce(octet_length(\(writes.before)), 0)
      + coalesce(octet_length(\(writes.after)), 0) + coalesce(octet_length(\(writes.guards)), 0)
    """
  }

  private func statement(after last: Int64) -> PostgresStatement {
    let columns: SQL = """
      p.\(writes.number)::int8 AS number, p.action = \(Action.create) AS is_created,
        \(writes.documentID) AS id, \(writes.before) AS before, \(writes.after) AS after,
        \(writes.guards) AS guards
      """
    let rows: SQL = """
      FROM \(table) p WHERE p.\(writes.number) > \(last) AND \(DocumentWrites.isWritten)
      ORDER BY p.\(writes.number) LIMIT \(limit)
      """
    var query: SQL = "SELECT \(columns) \(rows)"
    if areLarge {
      query = """
        SELECT s.number, s.is_created, s.id, s.before, s.after, s.guards
        FROM (SELECT r.*, row_number() OVER w AS place, sum(r.size) OVER w AS total
          FROM (SELECT \(columns), \(Self.size(writes)) AS size \(rows)) r
          WINDOW w AS (ORDER BY r.number ROWS UNBOUNDED PRECEDING)) s
        WHERE s.place = 1 OR s.total <= \(Self.bytes) ORDER BY s.number
        """
    }
    return PostgresStatement(
      "read the documents to write", "COPY (\(query)) TO STDOUT (FORMAT binary)")
  }
}

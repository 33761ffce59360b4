internal import Basics
internal import MongoDriver
internal import PostgresDriver

/// One document that a plan writes.
struct DocumentRow: Sendable {
  let number: Int64
  let action: Action
  let id: BSONBytes
  /// What the touched fields hold before; a missing one is absent.
  let before: [BSONField]
  /// What they hold once it is written.
  let after: [BSONField]
  /// What further fields must still hold.
  let guards: [BSONField]
  /// Further fields that must still be absent.
  let absent: [[UInt8]]

  /// The names of all touched fields.
  var touched: [[UInt8]] {
    let before = before.map(\.name)
    return before + after.map(\.name).filter { !before.contains($0) }
  }
}

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

  /// Those after the one with this number; empty at the end.
  func next(
    after last: Int64, on connection: inout PostgresConnection
  ) throws -> [DocumentRow] {
    var rows: [DocumentRow] = []
    try connection.copyOut(statement(after: last)) { rows.append(try row($0)) }
    return rows
  }

  private func statement(after last: Int64) -> PostgresStatement {
    // The filter's values and those of the update: each stands twice in an operation, about.
    let size: SQL = """
      \(Self.overhead) + octet_length(r.id) + 2 * coalesce(octet_length(r.before), 0)
        + 2 * coalesce(octet_length(r.after), 0) + coalesce(octet_length(r.guards), 0)
      """
    return PostgresStatement(
      "read the documents to write",
      """
      COPY (SELECT s.number, s.action, s.id, s.before, s.after, s.guards
        FROM (SELECT r.*, row_number() OVER w AS place, sum(\(size)) OVER w AS total
          FROM (SELECT p.\(writes.number)::int8 AS number, p.action, \(writes.documentID) AS id,
              \(writes.before) AS before, \(writes.after) AS after, \(writes.guards) AS guards
            FROM \(table) p WHERE p.\(writes.number) > \(last) AND \(DocumentWrites.isWritten)
            ORDER BY p.\(writes.number) LIMIT \(limit)) r
          WINDOW w AS (ORDER BY r.number ROWS UNBOUNDED PRECEDING)) s
        WHERE s.place = 1 OR s.total <= \(Self.bytes) ORDER BY s.number)
      TO STDOUT (FORMAT binary)
      """)
  }

  private func row(_ row: borrowing CopyRow) throws -> DocumentRow {
    let number = row.withField(0) { bytes -> Int64? in
      guard let bytes else { return nil }
      return Int64(bitPattern: bytes.word(at: 0).byteSwapped)
    }
    let id = row.withField(2) { bytes -> BSONBytes? in
      guard let bytes else { return nil }
      return BSONBytes(bytes)
    }
    guard let number, let id, let action = Action(rawValue: try row.string(1) ?? "") else {
      throw Self.unfit
    }
    let guards = try fields(row, 5)
    let names = writes.guardNames.map { Array($0.utf8) }
    return DocumentRow(
      number: number, action: action, id: id, before: try fields(row, 3),
      after: try fields(row, 4), guards: guards,
      absent: names.filter { name in !guards.contains { $0.name == name } })
  }

  private func fields(_ row: borrowing CopyRow, _ field: Int) throws -> [BSONField] {
    try row.withField(field) { bytes in
      guard let bytes, !bytes.isEmpty else { return [] }
      guard let fields = try? BSONField.all(in: bytes) else { throw Self.unfit }
      return fields
    }
  }

  private static let unfit = SyncFailure(
    .failed, .apply, "the plan holds a document that is not BSON")
}

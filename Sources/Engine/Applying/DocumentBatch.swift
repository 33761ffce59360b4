internal import Basics
internal import MongoDriver
internal import PostgresDriver

/// The documents that one command writes, in the order of the plan.
///
/// What the plan says of them lies in one array of bytes: a document costs no memory of its own.
struct DocumentBatch: Sendable {
  /// One document, by where its values are in the bytes; an empty range stands for no members.
  struct Entry: Sendable {
    let number: Int64
    /// True for a `create`, false for an `update`.
    let isCreated: Bool
    /// The type's byte, then the value.
    let id: Range<Int>
    /// What the touched fields hold, what they will hold, and what further fields must still hold.
    let before, after, guards: Range<Int>
  }

  /// Bytes of values from which on no further documents are read before these are written.
  private static let large = 1 << 20

  private(set) var entries: [Entry] = []
  private(set) var bytes: [UInt8] = []
  /// The names of the fields that must be absent where `guards` lacks them.
  private(set) var guardNames: [Range<Int>] = []

  /// None yet.
  init(guardNames: [String]) {
    for name in guardNames {
      let start = bytes.count
      bytes.append(contentsOf: name.utf8)
      self.guardNames.append(start..<bytes.count)
    }
  }

  /// True for values that take more memory than documents have in general.
  var isLarge: Bool { bytes.count > Self.large }

  /// Appends a document; the fields of the row are the members of `Entry`, in that order.
  mutating func append(_ row: borrowing CopyRow) throws {
    let number = row.withField(0) { bytes -> Int64? in
      guard let bytes else { return nil }
      return Int64(bitPattern: bytes.word(at: 0).byteSwapped)
    }
    guard let number, let isCreated = try row.bool(1) else { throw Self.unfit }
    entries.append(
      Entry(
        number: number, isCreated: isCreated, id: take(2, of: row), before: take(3, of: row),
        after: take(4, of: row), guards: take(5, of: row)))
  }

  private mutating func take(_ field: Int, of row: borrowing CopyRow) -> Range<Int> {
    let start = bytes.count
    row.withField(field) { if let value = $0 { bytes.append(value) } }
    return start..<bytes.count
  }

  /// The document at this place, copied out.
  func row(_ place: Int) throws(SyncFailure) -> DocumentRow {
    let entry = entries[place]
    guard let id = BSONBytes(bytes.span.extracting(entry.id)) else { throw Self.unfit }
    let guards = try fields(entry.guards)
    let names = guardNames.map { Array(bytes[$0]) }
    return DocumentRow(
      number: entry.number, id: id, before: try fields(entry.before),
      after: try fields(entry.after),
      guards: guards, absent: names.filter { name in !guards.contains { $0.name == name } })
  }

  /// All of them, copied out.
  func rows() throws(SyncFailure) -> [DocumentRow] {
    var rows: [DocumentRow] = []
    for place in entries.indices { rows.append(try row(place)) }
    return rows
  }

  private func fields(_ range: Range<Int>) throws(SyncFailure) -> [BSONField] {
    if range.isEmpty { return [] }
    guard let fields = try? BSONField.all(in: bytes.span.extracting(range)) else {
      throw Self.unfit
    }
    return fields
  }

  static let unfit = SyncFailure(
    .failed, .apply, "the plan holds a document that cannot be written as it says")
}

internal import MongoDriver

/// One document that a plan writes.
struct DocumentRow: Sendable {
  let number: Int64
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

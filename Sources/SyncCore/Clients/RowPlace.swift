internal import PostgresDriver

/// What a row of the target is known by while the source is read: a number of 48 bits.
enum RowPlace: Sendable {
  /// Its tid, the block's number and, in the last 16 bits, its place there.
  case tid
  /// Its id, an integer: what refers to the row needs no look at it.
  case id

  /// The type of a temporary table's column that holds it.
  var type: SQL { self == .id ? "int8" : "tid" }

  /// The value of a row `t` whose id is the other SQL.
  func value(_ id: SQL) -> SQL { self == .id ? "t.\(id)::int8" : "t.ctid" }

  /// As PostgreSQL reads it.
  func text(_ place: UInt64) -> String {
    self == .id
      ? "\(Int64(bitPattern: place))" : "(\(place >> 16),\(UInt16(truncatingIfNeeded: place)))"
  }

  /// Appends it as a field of a binary COPY.
  func append(_ place: UInt64, to buffer: inout CopyBuffer) {
    if self == .id {
      buffer.appendInteger(Int32(8))
      buffer.appendInteger(place)
    } else {
      buffer.appendInteger(Int32(6))
      buffer.appendInteger(UInt32(truncatingIfNeeded: place >> 16))
      buffer.appendInteger(UInt16(truncatingIfNeeded: place))
    }
  }
}

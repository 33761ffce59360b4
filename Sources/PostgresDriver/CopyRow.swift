/// One row of a binary COPY, lent for the duration of a call: it cannot be kept.
///
/// Fields count from 0; one outside the row is a programming error and traps.
@safe
package struct CopyRow: ~Copyable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let fields: [Range<Int>?]
  private let statement: String

  /// The ranges are within the bytes, which outlive the row.
  init(lending bytes: UnsafeBufferPointer<UInt8>, fields: [Range<Int>?], statement: String) {
    unsafe self.bytes = unsafe bytes
    self.fields = fields
    self.statement = statement
  }

  /// True when the field is NULL.
  package func isNull(_ field: Int) -> Bool { fields[field] == nil }

  /// Lends the field's bytes in the type's binary format; nil for NULL.
  package func withField<R, E: Error>(
    _ field: Int, _ body: (Span<UInt8>?) throws(E) -> R
  ) throws(E) -> R {
    guard let range = fields[field] else { return try body(nil) }
    return try unsafe body(bytes.extracting(range).span)
  }

  /// Lends the fields between the two unchanged, each with its length before it; nil
  /// when one of the two is NULL.
  package func withFields<R, E: Error>(
    after first: Int, before last: Int, _ body: (Span<UInt8>?) throws(E) -> R
  ) throws(E) -> R {
    guard let start = fields[first]?.upperBound, let end = fields[last]?.lowerBound else {
      return try body(nil)
    }
    // The length of the last one takes four bytes.
    return try unsafe body(bytes.extracting(start..<end - 4).span)
  }

  /// A field of type bool; nil for NULL.
  package func bool(_ field: Int) throws(PostgresError) -> Bool? {
    guard let range = fields[field] else { return nil }
    guard range.count == 1 else { throw unfit(field, "not a boolean") }
    return unsafe bytes[range.lowerBound] != 0
  }

  /// A field of a text type; nil for NULL.
  package func string(_ field: Int) throws(PostgresError) -> String? {
    guard let range = fields[field] else { return nil }
    guard let text = unsafe String(validating: bytes[range], as: UTF8.self) else {
      throw unfit(field, "not valid UTF-8")
    }
    return text
  }

  private func unfit(_ field: Int, _ what: String) -> PostgresError {
    .misuse(statement, "field \(field) of a row is \(what)")
  }
}

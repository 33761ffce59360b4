/// Parses the messages of a binary COPY, checking every length.
///
/// A message of the server holds whole rows; the header comes before the first one, the end mark
/// after the last one (PostgreSQL's manual, COPY, "Binary Format").
struct CopyOutReader {
  /// True once the end mark has been read.
  private(set) var isComplete = false
  private var isHeaderRead = false
  private let statement: String
  /// Reused from row to row.
  private var fields: [Range<Int>?] = []

  init(statement: String) {
    self.statement = statement
  }

  /// Parses one message and lends each of its rows to `row` for the duration of the call.
  ///
  /// Throws what `row` throws, and `.protocolMisuse` for a malformed message; after a throw the
  /// reader is unusable.
  mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ row: (borrowing CopyRow) throws -> Void
  ) throws {
    let span = unsafe bytes.span
    var offset = isHeaderRead ? 0 : try header(span)
    isHeaderRead = true
    while offset < span.count {
      if isComplete { throw malformed("bytes follow the end mark") }
      let count = Int(Int16(truncatingIfNeeded: try integer(span, &offset, 2)))
      if count == -1 {
        isComplete = true
      } else {
        try split(span, &offset, count)
        let lent = unsafe CopyRow(lending: bytes, fields: fields, statement: statement)
        try row(lent)
      }
    }
  }

  /// The fields of one row after another, of rows without a header; a range for each, nil for NULL.
  mutating func forEachRow(
    _ span: Span<UInt8>, _ row: ([Range<Int>?]) -> Void
  ) throws(PostgresError) {
    var offset = 0
    while offset < span.count {
      let count = Int(Int16(truncatingIfNeeded: try integer(span, &offset, 2)))
      try split(span, &offset, count)
      row(fields)
    }
  }

  private mutating func split(
    _ span: Span<UInt8>, _ offset: inout Int, _ count: Int
  ) throws(PostgresError) {
    fields.removeAll(keepingCapacity: true)
    guard count >= 0 else { throw malformed("a row has a negative number of fields") }
    for _ in 0..<count {
      let length = Int(Int32(truncatingIfNeeded: try integer(span, &offset, 4)))
      if length == -1 {
        fields.append(nil)
      } else {
        guard length >= 0, length <= span.count - offset else {
          throw malformed("a field is longer than its row")
        }
        fields.append(offset..<(offset + length))
        offset += length
      }
    }
  }

  /// Where the rows start.
  private func header(_ span: Span<UInt8>) throws(PostgresError) -> Int {
    let signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]
    guard span.count >= signature.count, signature.indices.allSatisfy({ span[$0] == signature[$0] })
    else { throw malformed("it does not start as a binary COPY does") }
    var offset = signature.count
    // Bit 16 and above would change the format in a way that old readers must refuse.
    if try integer(span, &offset, 4) >> 16 != 0 { throw malformed("its format is unknown") }
    let length = Int(try integer(span, &offset, 4))
    guard length <= span.count - offset else { throw malformed("its header is cut off") }
    return offset + length
  }

  private func integer(
    _ span: Span<UInt8>, _ offset: inout Int, _ width: Int
  ) throws(PostgresError) -> UInt32 {
    guard width <= span.count - offset else { throw malformed("a row is cut off") }
    var value: UInt32 = 0
    for index in offset..<(offset + width) { value = value << 8 | UInt32(span[index]) }
    offset += width
    return value
  }

  private func malformed(_ what: String) -> PostgresError {
    .misuse(statement, "the server's binary COPY is malformed: \(what)")
  }
}

internal import MongoDriver
internal import PostgresDriver

/// Appends one value as one field of a binary COPY row.
enum ColumnField {
  /// Throws when the column cannot hold the value unchanged, or converted as the mapping says; `json`
  /// lends its scratch storage.
  @inline(__always)
  static func append(
    _ value: BSONElement, _ column: EncodedColumn, of bytes: Span<UInt8>,
    _ json: inout DocumentJSON, to buffer: inout CopyBuffer
  ) throws(RecordFault) {
    if let conversion = column.conversion,
      try ConvertedField.append(value, conversion, column, of: bytes, to: &buffer)
    {
      return
    }
    switch column.kind {
    case .text: try text(value, column, bytes, &buffer)
    case .boolean: try boolean(value, bytes, &buffer)
    case .integer: try integer(value, column.integerRange, bytes, &buffer)
    case .numeric where column.isDouble: try DoubleField.append(value, bytes, &buffer)
    case .numeric: try numeric(value, column.numericLimit, bytes, &buffer)
    case .timestamptz: try timestamp(value, bytes, &buffer)
    case .uuid: try uuid(value, bytes, &buffer)
    case .jsonb:
      let mark = buffer.beginField()
      // The version of jsonb's binary form.
      buffer.append(1)
      try json.append(value, of: bytes, to: &buffer)
      buffer.endField(mark)
    }
  }

  /// Appends a field of type bool; throws `.wrongType` for anything but a boolean.
  static func boolean(
    _ value: BSONElement, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard value.type == .bool else { throw RecordFault(.wrongType) }
    buffer.appendInteger(Int32(1))
    buffer.append(bytes[value.value.lowerBound])
  }

  /// Appends a field of type timestamptz; throws `.wrongType` for anything but a date, and
  /// `.outOfRange` for a date that PostgreSQL does not take.
  static func timestamp(
    _ value: BSONElement, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard value.type == .date else { throw RecordFault(.wrongType) }
    guard let time = TimeField.microseconds(bytes.int64(at: value.value.lowerBound)) else {
      throw RecordFault(.outOfRange)
    }
    buffer.appendInteger(Int32(8))
    buffer.appendInteger(time)
  }

  private static func text(
    _ value: BSONElement, _ column: EncodedColumn, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    if value.type == .string {
      let text = value.text
      try ByteScan.requireText(bytes, text)
      guard fits(bytes, text, column.maxLength) else { throw RecordFault(.tooLong) }
      buffer.appendInteger(Int32(text.count))
      return buffer.append(bytes, text)
    }
    let mark = buffer.beginField()
    try TextField.append(value, column, of: bytes, to: &buffer)
    // Everything but text is ASCII.
    guard buffer.count - mark <= column.maxLength else { throw RecordFault(.tooLong) }
    buffer.endField(mark)
  }

  /// True when well-formed UTF-8 has at most `limit` code points.
  static func fits(_ bytes: Span<UInt8>, _ text: Range<Int>, _ limit: Int) -> Bool {
    text.count <= limit || UTF8Check.codePoints(bytes, text) <= limit
  }

  private static func integer(
    _ value: BSONElement, _ range: ClosedRange<Int64>, _ bytes: Span<UInt8>,
    _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    let start = value.value.lowerBound
    let number: Int64?
    switch value.type {
    case .int32: number = Int64(bytes.int32(at: start))
    case .int64: number = bytes.int64(at: start)
    case .double: number = Int64(whole: bytes.double(at: start))
    default: throw RecordFault(.wrongType)
    }
    try appendInteger(number, range, &buffer)
  }

  /// Appends a field of type int8; throws when the number is nil or the column cannot hold it.
  static func appendInteger(
    _ number: Int64?, _ range: ClosedRange<Int64>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard let number, range.contains(number) else { throw RecordFault(.outOfRange) }
    buffer.appendInteger(Int32(8))
    buffer.appendInteger(number)
  }

  private static func numeric(
    _ value: BSONElement, _ limit: NumericLimit?, _ bytes: Span<UInt8>,
    _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard value.type.isNumber else { throw RecordFault(.wrongType) }
    guard let number = DecimalValue(value, bytes) else { throw RecordFault(.outOfRange) }
    try NumericField.append(number, limit: limit, to: &buffer)
  }

  private static func uuid(
    _ value: BSONElement, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    switch value.type {
    case .string:
      try ByteScan.requireText(bytes, value.text)
      guard let uuid = ByteText.uuid(bytes, value.text) else { throw RecordFault(.wrongType) }
      buffer.appendInteger(Int32(16))
      buffer.appendInteger(uuid)
    case .binary where value.holdsUUID(bytes):
      buffer.appendInteger(Int32(16))
      buffer.append(bytes, value.value.lowerBound + 5..<value.value.upperBound)
    default: throw RecordFault(.wrongType)
    }
  }
}

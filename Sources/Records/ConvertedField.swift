internal import Basics
internal import MongoDriver
internal import PostgresDriver

/// Appends values that a mapping says are of a type other than their column's.
enum ConvertedField {
  /// False, and nothing is appended, when the value is not of the converted type: it may be of the
  /// column's own.
  @inline(never)
  static func append(
    _ value: BSONElement, _ conversion: Conversion, _ column: EncodedColumn, of bytes: Span<UInt8>,
    to buffer: inout CopyBuffer
  ) throws(RecordFault) -> Bool {
    switch conversion {
    case .iso, .epoch, .epochMilliseconds:
      guard let time = try ConvertedTime(value, conversion, bytes) else { return false }
      guard let field = time.field, field % column.timeStep == 0 else {
        throw RecordFault(.outOfRange)
      }
      buffer.appendInteger(Int32(8))
      buffer.appendInteger(field)
    case .text:
      guard value.type == .string else { return false }
      try text(value.text, column, bytes, &buffer)
    case .number:
      guard value.type.isNumber else { return false }
      let number = DecimalValue(value, bytes)?.integer(timesTenTo: 0)
      guard number == 0 || number == 1 else { throw RecordFault(.outOfRange) }
      buffer.appendInteger(Int32(1))
      buffer.append(number == 1 ? 1 : 0)
    }
    return true
  }

  private static func text(
    _ text: Range<Int>, _ column: EncodedColumn, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    switch column.kind {
    case .boolean:
      let flag = isWord("true", bytes, text)
      guard flag || isWord("false", bytes, text) else { throw RecordFault(.wrongType) }
      buffer.appendInteger(Int32(1))
      buffer.append(flag ? 1 : 0)
    case .integer:
      let number = try DecimalValue(bytes, text)
      try ColumnField.appendInteger(
        number.integer(timesTenTo: 0), column.integerRange, &buffer)
    case .numeric:
      let number = try DecimalValue(bytes, text)
      if column.isDouble { return try DoubleField.append(number.double, &buffer) }
      try NumericField.append(number, limit: column.numericLimit, to: &buffer)
    // The mapping's reader lets nobody convert text for these.
    case .text, .timestamptz, .uuid, .jsonb: throw RecordFault(.wrongType)
    }
  }

  /// True when the text is the word, ASCII letters in either case.
  private static func isWord(_ word: StaticString, _ bytes: Span<UInt8>, _ text: Range<Int>) -> Bool
  {
    guard text.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { letters in
      for step in 0..<letters.count
      where bytes[text.lowerBound + step].foldedASCII != letters[step] {
        return false
      }
      return true
    }
  }
}

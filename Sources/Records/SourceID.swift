package import MongoDriver
package import PostgresDriver

/// The bytes that represent a record's `_id` in the staging table: their order finds the greatest of
/// several `_id`s, and they turn back into text for reports.
///
/// The first byte is the type's rank in MongoDB's comparison order, then:
///
/// | rank | type | bytes |
/// |---|---|---|
/// | 1, 15 | MinKey, MaxKey | none |
/// | 3 | numbers | an order-preserving double, the BSON type, the value itself |
/// | 4 | string, symbol | UTF-8 |
/// | 7 | binary | length (4, big-endian), subtype, data |
/// | 8 | ObjectId | its 12 bytes |
/// | 9 | bool | 0 or 1 |
/// | 10, 11 | date, timestamp | 8, big-endian; a date with its sign bit flipped |
/// | 2 undefined, 5 document, 6 array, 12 regex, 13 DBPointer, 14 code | | the BSON type and value as they are |
///
/// Documents and the other types of the last line are in an order of their own, not MongoDB's.
/// Null and absent have no bytes: the column is NULL.
package enum SourceID {
  /// Appends the bytes of an `_id`, without a length; throws when its text or frame is broken.
  package static func append(
    _ element: BSONElement, of bytes: Span<UInt8>, to buffer: inout CopyBuffer
  ) throws(RecordFault) {
    let value = element.value
    buffer.append(rank(element.type))
    switch element.type {
    case .objectID: buffer.append(bytes, value)
    case .string, .symbol:
      guard UTF8Check.isValid(bytes, element.text) else { throw RecordFault(.invalidUTF8) }
      buffer.append(bytes, element.text)
    case .int32, .int64, .double, .decimal128: number(element, bytes, &buffer)
    case .bool: buffer.append(bytes[value.lowerBound])
    case .date: buffer.appendInteger(flipped(bytes.int64(at: value.lowerBound)))
    case .timestamp: buffer.appendInteger(bytes.word(at: value.lowerBound))
    case .binary:
      buffer.appendInteger(bytes.int32(at: value.lowerBound))
      buffer.append(bytes, value.lowerBound + 4..<value.upperBound)
    case .minKey, .maxKey, .null: break
    default:
      // The text form exists for every valid value, so creating it is the check.
      let start = buffer.count
      var json = DocumentJSON(.extended)
      try json.append(element, of: bytes, to: &buffer)
      buffer.truncate(to: start)
      buffer.append(element.type.rawValue)
      buffer.append(bytes, value)
    }
  }

  /// The first byte of an id: where its type stands in MongoDB's order of types, with types that
  /// compare as one sharing a place.
  static func rank(_ type: BSONType) -> UInt8 {
    switch type {
    case .minKey: 1
    case .undefined, .null: 2
    case .int32, .int64, .double, .decimal128: 3
    case .string, .symbol: 4
    case .document: 5
    case .array: 6
    case .binary: 7
    case .objectID: 8
    case .bool: 9
    case .date: 10
    case .timestamp: 11
    case .regex: 12
    case .dbPointer: 13
    case .code, .codeWithScope: 14
    case .maxKey: 15
    }
  }

  private static func number(
    _ element: BSONElement, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    let start = element.value.lowerBound
    let type = element.type.rawValue
    switch element.type {
    case .int32:
      let number = Int64(bytes.int32(at: start))
      buffer.appendInteger(ordered(Double(number)))
      buffer.append(type)
      buffer.appendInteger(flipped(number))
    case .int64:
      let number = bytes.int64(at: start)
      buffer.appendInteger(ordered(Double(number)))
      buffer.append(type)
      buffer.appendInteger(flipped(number))
    case .double:
      let number = bytes.double(at: start)
      buffer.appendInteger(ordered(number))
      buffer.append(type)
      buffer.appendInteger(number.bitPattern)
    default:
      buffer.appendInteger(ordered(nearest(decimal128: bytes, at: start)))
      buffer.append(type)
      buffer.append(bytes, element.value)
    }
  }

  /// Bits that sort as the doubles do, NaN below all others and both zeros as one.
  private static func ordered(_ number: Double) -> UInt64 {
    if number.isNaN { return 0 }
    let bits = number == 0 ? 0 : number.bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// Bits that sort as the integers do.
  private static func flipped(_ number: Int64) -> UInt64 {
    UInt64(bitPattern: number) ^ 1 << 63
  }

  private static func nearest(decimal128 bytes: Span<UInt8>, at start: Int) -> Double {
    guard let number = DecimalValue(decimal128: bytes, at: start) else {
      return Double("\(DecimalValue.name(decimal128: bytes, at: start))") ?? .nan
    }
    let magnitude = Double("\(number.coefficient)e\(number.exponent)") ?? .infinity
    return number.negative ? -magnitude : magnitude
  }
}

internal import MongoDriver
internal import PostgresDriver

/// Appends a value as text.
enum TextField {
  /// Appends the text of a value, without a length and however long; throws when it is not text and the column
  /// takes no text made from it.
  @inline(never)
  static func append(
    _ value: BSONElement, _ column: EncodedColumn, of bytes: Span<UInt8>,
    to buffer: inout CopyBuffer
  ) throws(RecordFault) {
    switch value.type {
    case .string:
      try ByteScan.requireText(bytes, value.text)
      buffer.append(bytes, value.text)
    case .objectID where column.idsAsText: ByteText.appendHex(bytes, value.value, to: &buffer)
    // A UUID of the old subtype has no order of bytes that all drivers share.
    case .binary where column.idsAsText && value.holdsUUID(bytes):
      ByteText.appendUUID(bytes, at: value.value.lowerBound + 5, to: &buffer)
    default:
      guard column.integersAsDigits, let number = try wholeNumber(value, bytes) else {
        throw RecordFault(.wrongType)
      }
      DigitText.append(number, to: &buffer)
    }
  }

  /// JavaScript stores every number that is not a 32-bit integer as a double, so a whole double counts
  /// as an integer while doubles still distinguish all integers (below 2^53); beyond, nobody can say which
  /// integer was meant.
  private static func wholeNumber(
    _ value: BSONElement, _ bytes: Span<UInt8>
  ) throws(RecordFault) -> Int64? {
    let start = value.value.lowerBound
    switch value.type {
    case .int32: return Int64(bytes.int32(at: start))
    case .int64: return bytes.int64(at: start)
    case .double:
      let double = bytes.double(at: start)
      guard double.isFinite, double.rounded(.towardZero) == double else { return nil }
      guard let number = Int64(whole: double), number.magnitude < 1 << 53 else {
        throw RecordFault(.outOfRange)
      }
      return number
    default: return nil
    }
  }
}

extension BSONElement {
  /// True for a value of type binary that is a UUID in the byte order that all drivers share; its bytes are the
  /// last 16.
  @inline(__always)
  func holdsUUID(_ bytes: Span<UInt8>) -> Bool {
    value.count == 21 && bytes[value.lowerBound + 4] == 4
  }
}

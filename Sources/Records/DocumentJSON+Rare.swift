internal import Basics
internal import MongoDriver
internal import PostgresDriver

/// The types for which JSON has no form of its own.
extension DocumentJSON {
  /// Appends the value of an element whose type `value` does not write itself.
  ///
  /// Throws `.malformed` for a type that is not among these, `.outOfRange` for a date that has no
  /// ISO 8601 form, and what `string` throws.
  func rare(
    _ element: BSONElement, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    let value = element.value
    switch element.type {
    case .objectID: objectID(value.lowerBound, bytes, &buffer)
    case .date: try date(bytes.int64(at: value.lowerBound), &buffer)
    case .decimal128: decimal(value.lowerBound, bytes, &buffer)
    case .binary: binary(value, bytes, &buffer)
    case .regex: try regex(value, bytes, &buffer)
    case .timestamp: timestamp(bytes.word(at: value.lowerBound), &buffer)
    case .symbol:
      guard style == .extended else { return try string(element.text, bytes, &buffer) }
      try wrapped("{\"$symbol\":", element.text, bytes, &buffer)
    case .code:
      try wrapped("{\"$code\":", element.text, bytes, &buffer)
    case .dbPointer:
      let id = value.upperBound - 12
      try wrapped("{\"$dbPointer\":{\"$ref\":", value.lowerBound + 4..<id - 1, bytes, &buffer)
      buffer.truncate(to: buffer.count - 1)
      buffer.append(",\"$id\":{\"$oid\":\"")
      ByteText.appendHex(bytes, id..<value.upperBound, to: &buffer)
      buffer.append("\"}}}")
    case .minKey: buffer.append("{\"$minKey\":1}")
    case .maxKey: buffer.append("{\"$maxKey\":1}")
    case .undefined: buffer.append("{\"$undefined\":true}")
    default: throw RecordFault(.malformed)
    }
  }

  /// An object of one member whose value is the string; `head` is everything before it.
  private func wrapped(
    _ head: StaticString, _ text: Range<Int>, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    buffer.append(head)
    try string(text, bytes, &buffer)
    buffer.append(UInt8(ascii: "}"))
  }

  private func objectID(_ start: Int, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer) {
    buffer.append(style == .extended ? "{\"$oid\":\"" : "\"")
    ByteText.appendHex(bytes, start..<start + 12, to: &buffer)
    buffer.append(style == .extended ? "\"}" : "\"")
  }

  /// Extended JSON writes dates beyond the years 1970 to 9999 as a number.
  private func date(_ milliseconds: Int64, _ buffer: inout CopyBuffer) throws(RecordFault) {
    guard style == .extended else {
      buffer.append(UInt8(ascii: "\""))
      guard DateText.append(milliseconds, to: &buffer) else { throw RecordFault(.outOfRange) }
      return buffer.append(UInt8(ascii: "\""))
    }
    buffer.append("{\"$date\":")
    if (0..<253_402_300_800_000).contains(milliseconds) {
      buffer.append(UInt8(ascii: "\""))
      _ = DateText.append(milliseconds, to: &buffer)
      buffer.append("\"}")
    } else {
      buffer.append("{\"$numberLong\":\"")
      DigitText.append(milliseconds, to: &buffer)
      buffer.append("\"}}")
    }
  }

  /// Every finite decimal128 is within the range of a `jsonb` number (131072 digits before the point,
  /// 16383 after it): at most 6145 and 6176.
  private func decimal(_ start: Int, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer) {
    guard let number = DecimalValue(decimal128: bytes, at: start) else {
      let name = DecimalValue.name(decimal128: bytes, at: start)
      return notFinite(name, "$numberDecimal", &buffer)
    }
    guard style == .extended else { return number.appendJSON(to: &buffer) }
    buffer.append("{\"$numberDecimal\":\"")
    number.appendJSON(to: &buffer)
    buffer.append("\"}")
  }

  private func binary(_ value: Range<Int>, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer) {
    let subtype = bytes[value.lowerBound + 4]
    // The old subtype 2 repeats its length within the data.
    let data = value.lowerBound + (subtype == 2 ? 9 : 5)..<value.upperBound
    buffer.append(style == .extended ? "{\"$binary\":{\"base64\":\"" : "\"")
    if style == .javaScript, subtype == 4, data.count == 16 {
      ByteText.appendUUID(bytes, at: data.lowerBound, to: &buffer)
    } else {
      ByteDigits.base64(bytes, data) { buffer.append($0) }
    }
    buffer.append(UInt8(ascii: "\""))
    guard style == .extended else { return }
    buffer.append(",\"subType\":\"")
    ByteText.appendHex(bytes, value.lowerBound + 4..<value.lowerBound + 5, to: &buffer)
    buffer.append("\"}}")
  }

  private func regex(
    _ value: Range<Int>, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard let end = bytes.firstIndex(of: 0, in: value) else { throw RecordFault(.malformed) }
    buffer.append("{\"$regularExpression\":{\"pattern\":")
    try string(value.lowerBound..<end, bytes, &buffer)
    buffer.append(",\"options\":")
    try string(end + 1..<value.upperBound - 1, bytes, &buffer)
    buffer.append("}}")
  }

  /// The high half is seconds, the low half an ordinal within the second.
  private func timestamp(_ word: UInt64, _ buffer: inout CopyBuffer) {
    buffer.append("{\"$timestamp\":{\"t\":")
    DigitText(word >> 32).append(to: &buffer)
    buffer.append(",\"i\":")
    DigitText(word & 0xFFFF_FFFF).append(to: &buffer)
    buffer.append("}}")
  }
}

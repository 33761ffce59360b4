internal import Basics

/// Writes a JSON value as a BSON document with the value as its one member.
///
/// Whole numbers of up to 64 bits become int64, all others decimal128, so that no digit is lost.
enum BSONConstant {
  /// Throws `.outOfRange` for a number of more digits than a decimal128 has.
  static func document(_ value: JSONValue) throws(RecordFault) -> [UInt8] {
    try document([("", value)])
  }

  private static func document(
    _ members: [(name: String, value: JSONValue)]
  ) throws(RecordFault) -> [UInt8] {
    var body: [UInt8] = []
    for member in members {
      let (type, bytes) = try element(member.value)
      body += [type] + Array(member.name.utf8) + [0] + bytes
    }
    return little(Int32(body.count + 5)) + body + [0]
  }

  private static func element(
    _ value: JSONValue
  ) throws(RecordFault) -> (type: UInt8, bytes: [UInt8]) {
    switch value {
    case .null: return (10, [])
    case .bool(let flag): return (8, [flag ? 1 : 0])
    case .string(let text): return (2, little(Int32(text.utf8.count + 1)) + Array(text.utf8) + [0])
    case .object(let members): return (3, try document(members))
    case .array(let elements):
      return (
        4, try document(elements.enumerated().map { (name: "\($0.offset)", value: $0.element) })
      )
    case .number(let text):
      if let number = Int64(text) { return (18, little(number)) }
      return (19, try decimal(text))
    }
  }

  private static func decimal(_ text: String) throws(RecordFault) -> [UInt8] {
    let digits = Array(text.utf8)
    let number = try DecimalValue(digits.span, 0..<digits.count)
    let high =
      UInt64(number.coefficient >> 64) | UInt64(number.exponent + 6176) << 49
      | (number.negative ? 1 << 63 : 0)
    return little(UInt64(truncatingIfNeeded: number.coefficient)) + little(high)
  }

  private static func little<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
    (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}

internal import Basics
internal import Records

/// What a constant of a mapping file must be to fit a column.
enum ConstantForm {
  /// Beyond this many digits a number is not kept exactly.
  private static let mostDigits = 34

  /// What the value should be, in words; nil when it is that. Whether it fits the actual column is checked
  /// later.
  static func lack(_ value: JSONValue, _ kind: ColumnKind, _ integers: Bool) -> String? {
    switch kind {
    case .text:
      if case .string(let text) = value, !text.utf8.contains(0) { return nil }
      if integers, isInteger(value) { return nil }
      return integers ? "a string without NUL, or an integer" : "a string without NUL"
    case .boolean:
      if case .bool = value { return nil }
      return "true or false"
    case .integer: return isInteger(value) ? nil : "an integer"
    case .numeric:
      return isNumber(value) ? nil : "a number of at most \(mostDigits) digits"
    case .timestamptz:
      if case .string(let text) = value, ISOTime(text)?.isExact == true { return nil }
      return "a time such as 2026-01-31T12:30:00Z"
    case .uuid:
      if case .string(let text) = value, isUUID(text) { return nil }
      return "a UUID"
    case .jsonb: return isStorable(value) && value != .null ? nil : storableWords
    }
  }

  private static let storableWords =
    "a value other than null, without NUL and with numbers of at most \(mostDigits) digits"

  private static func isInteger(_ value: JSONValue) -> Bool {
    guard case .number(let text) = value else { return false }
    return Int64(text) != nil
  }

  private static func isNumber(_ value: JSONValue) -> Bool {
    guard case .number(let text) = value else { return false }
    let parts = text.lowercased().split(separator: "e")
    let digits = parts[0].utf8.filter { (0x30...0x39).contains($0) }
    return digits.count <= mostDigits
      && (parts.count == 1 || Int(parts[1]).map { abs($0) < 6000 } == true)
  }

  private static func isStorable(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool: true
    case .number: isNumber(value)
    case .string(let text): !text.utf8.contains(0)
    case .array(let elements): elements.allSatisfy(isStorable)
    case .object(let members):
      members.allSatisfy { !$0.name.utf8.contains(0) && isStorable($0.value) }
    }
  }

  private static func isUUID(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.joined().allSatisfy { ByteDigits.hexValue($0) != nil }
  }
}

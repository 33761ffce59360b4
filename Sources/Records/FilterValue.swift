internal import Basics
internal import MongoDriver

/// A value that a mapping's `where` compares with, without anything that is reference-counted.
enum FilterValue {
  /// Absent or null.
  case null
  case bool(Bool)
  case number(DecimalValue)
  /// The range of the filter's texts.
  case text(Range<Int>)
  /// Since 1970-01-01 UTC: milliseconds, and microseconds to be added.
  case time(Int64, Int64)

  /// A value of the mapping file, whose reader admits only these kinds; a text is appended to
  /// `texts`.
  init(_ value: JSONValue, _ texts: inout [UInt8]) {
    switch value {
    case .bool(let flag): self = .bool(flag)
    case .string(let text):
      texts += Array(text.utf8)
      self = .text(texts.count - text.utf8.count..<texts.count)
    case .number(let text):
      let digits = Array(text.utf8)
      self = (try? DecimalValue(digits.span, 0..<digits.count)).map { .number($0) } ?? .null
    case .null, .array, .object: self = .null
    }
  }

  /// A time of the mapping file, whose reader admits only valid ones.
  init(time: String) {
    let time = ISOTime(time)
    self = .time(time?.milliseconds ?? 0, time?.microseconds ?? 0)
  }

  /// True when the record's value, nil for an absent or null one, is of the same type and equal: numbers by
  /// their value whatever their type, texts byte by byte.
  func equals(_ value: BSONElement?, _ document: Span<UInt8>, _ texts: Span<UInt8>) -> Bool {
    switch self {
    case .null: return value == nil
    case .bool(let flag):
      guard let value, value.type == .bool else { return false }
      return (document[value.value.lowerBound] != 0) == flag
    case .number(let number):
      guard let value, let other = DecimalValue(value, document) else { return false }
      return other.isEqual(number)
    case .text(let range):
      guard let value, value.type == .string else { return false }
      return ByteScan.equal(document, value.text, texts, range)
    case .time: return false
    }
  }
}

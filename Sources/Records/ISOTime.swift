internal import Basics

/// A moment in a text as ISO 8601 writes it.
package struct ISOTime: Equatable, Sendable {
  /// Since 1970-01-01 UTC, rounded down.
  private(set) var milliseconds: Int64
  /// What must be added to them, 0 to 999.
  private(set) var microseconds: Int64 = 0
  /// False when the text is more precise than a microsecond.
  package private(set) var isExact = true

  /// Reads `2026-01-31`, which is midnight UTC, or `2026-01-31T12:30[:05[.123456]]` and `Z` or an offset such
  /// as `+02:00`; a blank may replace the `T`, and the year may have a sign and six digits.
  ///
  /// nil for other text, for days and times that do not exist, and for a time without an offset: nobody can
  /// say which moment it is.
  init?(_ bytes: Span<UInt8>, _ text: Range<Int>) {
    var at = text.lowerBound
    guard let days = Self.date(bytes, &at, text.upperBound) else { return nil }
    milliseconds = days * 86_400_000
    if at == text.upperBound { return }
    guard Self.take("Tt ", bytes, &at, text.upperBound),
      let minutes = Self.minutes(bytes, &at, text.upperBound)
    else { return nil }
    milliseconds += minutes * 60_000
    guard seconds(bytes, &at, text.upperBound),
      let offset = Self.offset(bytes, &at, text.upperBound), at == text.upperBound
    else { return nil }
    milliseconds -= offset * 60_000
  }

  /// The same for a whole text.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span, 0..<bytes.count)
  }

  /// The days since 1970-01-01.
  private static func date(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int64? {
    let sign = at < end ? bytes[at] : 0
    let isSigned = take("+-", bytes, &at, end)
    guard let year = number(isSigned ? 6 : 4, bytes, &at, end), take("-", bytes, &at, end),
      let month = number(2, bytes, &at, end), take("-", bytes, &at, end),
      let day = number(2, bytes, &at, end), (1...12).contains(month), day >= 1
    else { return nil }
    let days = CivilDate.days(
      year: sign == UInt8(ascii: "-") ? -year : year, month: month, day: day)
    // A day beyond its month's end comes back as one of the next month.
    return CivilDate(days: days).day == UInt64(day) ? days : nil
  }

  private static func minutes(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int64? {
    guard let hour = number(2, bytes, &at, end), hour < 24, take(":", bytes, &at, end),
      let minute = number(2, bytes, &at, end), minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// Adds the seconds, if there are any; false when they are malformed.
  private mutating func seconds(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Bool {
    guard Self.take(":", bytes, &at, end) else { return true }
    guard let second = Self.number(2, bytes, &at, end), second < 60 else { return false }
    milliseconds += second * 1000
    guard Self.take(".", bytes, &at, end) else { return true }
    var unit: Int64 = 100_000
    var fraction: Int64 = 0
    let start = at
    while let digit = Self.number(1, bytes, &at, end) {
      fraction += digit * unit
      if unit == 0, digit > 0 { isExact = false }
      unit /= 10
    }
    milliseconds += fraction / 1000
    microseconds = fraction % 1000
    return at > start
  }

  /// In minutes.
  private static func offset(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int64? {
    if take("Zz", bytes, &at, end) { return 0 }
    let sign: Int64 = at < end && bytes[at] == UInt8(ascii: "-") ? -1 : 1
    guard take("+-", bytes, &at, end), let hours = number(2, bytes, &at, end), hours < 24 else {
      return nil
    }
    if at == end { return sign * hours * 60 }
    _ = take(":", bytes, &at, end)
    guard let minutes = number(2, bytes, &at, end), minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }

  /// A number of this many digits; nil, and nothing is consumed, when there are fewer.
  private static func number(
    _ count: Int, _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int
  ) -> Int64? {
    guard end - at >= count else { return nil }
    var number: Int64 = 0
    for place in at..<at + count {
      guard (0x30...0x39).contains(bytes[place]) else { return nil }
      number = number * 10 + Int64(bytes[place] - 0x30)
    }
    at += count
    return number
  }

  /// Consumes one of the characters; false, and nothing is consumed, when none is there.
  private static func take(
    _ characters: StaticString, _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int
  ) -> Bool {
    guard at < end, characters.hasCharacter(bytes[at]) else { return false }
    at += 1
    return true
  }
}

extension StaticString {
  /// True when the byte is one of the ASCII characters.
  fileprivate func hasCharacter(_ byte: UInt8) -> Bool {
    withUTF8Buffer { $0.contains(byte) }
  }
}

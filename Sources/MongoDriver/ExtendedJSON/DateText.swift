/// The time of a `$date` that is text: RFC 3339, at most milliseconds, as mongoexport has written it.
enum DateText {
  struct Fault: Error {
    let what: String
  }

  /// `2021-03-04T05:06:07[.8…]` and then `Z`, `+01:00`, `+0100` or `+01`, in milliseconds since 1970.
  static func milliseconds(_ bytes: Span<UInt8>, _ text: Range<Int>) throws(Fault) -> Int64 {
    let start = text.lowerBound
    guard text.count >= 20, hasShape(bytes, start) else { throw Fault(what: notADate) }
    let (year, month) = (number(bytes, start, 4), number(bytes, start + 5, 2))
    let (day, hour) = (number(bytes, start + 8, 2), number(bytes, start + 11, 2))
    let (minute, second) = (number(bytes, start + 14, 2), number(bytes, start + 17, 2))
    guard year >= 1, (1...12).contains(month), (1...days(month, year)).contains(day) else {
      throw Fault(what: "a day that does not exist")
    }
    guard hour <= 23, minute <= 59, second <= 59 else {
      throw Fault(what: "a time of day that does not exist")
    }
    var at = start + 19
    let fraction = try fraction(bytes, &at, text.upperBound)
    let offset = try offset(bytes, at..<text.upperBound)
    let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    return Int64((seconds - offset) * 1000 + fraction)
  }

  private static let notADate = "$date is not a time like 2021-03-04T05:06:07.890Z"

  private static func hasShape(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    for (place, expected) in "0000-00-00T00:00:00".utf8.enumerated() {
      let byte = bytes[start + place]
      if expected == UInt8(ascii: "0") ? byte &- UInt8(ascii: "0") > 9 : byte != expected {
        return false
      }
    }
    return true
  }

  private static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int {
    (start..<start + count).reduce(0) { $0 * 10 + Int(bytes[$1] &- UInt8(ascii: "0")) }
  }

  /// Milliseconds; digits beyond them must be zeros, because BSON has no place for them.
  private static func fraction(
    _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int
  ) throws(Fault) -> Int {
    guard at < end, bytes[at] == UInt8(ascii: ".") else { return 0 }
    at += 1
    var (milliseconds, digits) = (0, 0)
    while at < end, bytes[at] &- UInt8(ascii: "0") <= 9 {
      let digit = Int(bytes[at] - UInt8(ascii: "0"))
      if digits < 3 {
        milliseconds = milliseconds * 10 + digit
      } else if digit > 0 {
        throw Fault(what: "$date is finer than milliseconds")
      }
      (at, digits) = (at + 1, digits + 1)
    }
    guard digits > 0 else { throw Fault(what: notADate) }
    for _ in min(digits, 3)..<3 { milliseconds *= 10 }
    return milliseconds
  }

  /// Seconds east of UTC.
  private static func offset(_ bytes: Span<UInt8>, _ zone: Range<Int>) throws(Fault) -> Int {
    guard let first = zone.first else {
      throw Fault(what: "$date has no time zone")
    }
    if zone.count == 1, bytes[first] == UInt8(ascii: "Z") { return 0 }
    guard bytes[first] == UInt8(ascii: "+") || bytes[first] == UInt8(ascii: "-") else {
      throw Fault(what: notADate)
    }
    var digits = Array(zone.dropFirst())
    if digits.count == 5, bytes[digits[2]] == UInt8(ascii: ":") { digits.remove(at: 2) }
    let numbers = digits.map { Int(bytes[$0] &- UInt8(ascii: "0")) }
    guard [2, 4].contains(numbers.count), numbers.allSatisfy({ $0 <= 9 }) else {
      throw Fault(what: notADate)
    }
    let hours = numbers[0] * 10 + numbers[1]
    let minutes = numbers.count == 4 ? numbers[2] * 10 + numbers[3] : 0
    guard hours <= 23, minutes <= 59 else { throw Fault(what: notADate) }
    return (hours * 3600 + minutes * 60) * (bytes[first] == UInt8(ascii: "-") ? -1 : 1)
  }

  private static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2:
      year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// In the Gregorian calendar, by counting days from the first of March of the year 0.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let years = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return years * 365 + years / 4 - years / 100 + years / 400 + dayOfYear - 719_468
  }
}

internal import Basics
package import PostgresDriver

/// A time as JavaScript's `toISOString` writes it.
package enum DateText {
  /// The range of JavaScript dates, in milliseconds.
  private static let range: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000

  /// Appends `YYYY-MM-DDTHH:MM:SS.mmmZ`, years beyond 0 to 9999 with a sign and six digits; false,
  /// and nothing is appended, when JavaScript has no such date.
  package static func append(_ milliseconds: Int64, to buffer: inout CopyBuffer) -> Bool {
    guard range.contains(milliseconds) else { return false }
    let day: Int64 = 86_400_000
    let days = milliseconds / day - (milliseconds % day < 0 ? 1 : 0)
    let clock = UInt64(milliseconds - days * day)
    let date = CivilDate(days: days)
    if (0...9999).contains(date.year) {
      DigitText.append(UInt64(date.year), width: 4, to: &buffer)
    } else {
      buffer.append(date.year < 0 ? "-" : "+")
      DigitText.append(date.year.magnitude, width: 6, to: &buffer)
    }
    part("-", date.month, 2, &buffer)
    part("-", date.day, 2, &buffer)
    part("T", clock / 3_600_000, 2, &buffer)
    part(":", clock / 60_000 % 60, 2, &buffer)
    part(":", clock / 1000 % 60, 2, &buffer)
    part(".", clock % 1000, 3, &buffer)
    buffer.append(UInt8(ascii: "Z"))
    return true
  }

  private static func part(
    _ mark: StaticString, _ number: UInt64, _ width: Int, _ buffer: inout CopyBuffer
  ) {
    buffer.append(mark)
    DigitText.append(number, width: width, to: &buffer)
  }
}

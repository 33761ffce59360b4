internal import PostgresDriver

/// A time as JavaScript's `toISOString` writes it.
enum DateText {
  /// What a JavaScript date holds, in milliseconds.
  private static let range: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000

  /// Appends `YYYY-MM-DDTHH:MM:SS.mmmZ`, years beyond 0 to 9999 with a sign and six digits; false,
  /// and nothing is appended, when JavaScript has no such date.
  static func append(_ milliseconds: Int64, to buffer: inout CopyBuffer) -> Bool {
    guard range.contains(milliseconds) else { return false }
    let day: Int64 = 86_400_000
    let days = milliseconds / day - (milliseconds % day < 0 ? 1 : 0)
    let clock = UInt64(milliseconds - days * day)
    let (year, month, date) = civil(days)
    if (0...9999).contains(year) {
      DigitText.append(UInt64(year), width: 4, to: &buffer)
    } else {
      buffer.append(year < 0 ? "-" : "+")
      DigitText.append(year.magnitude, width: 6, to: &buffer)
    }
    part("-", month, 2, &buffer)
    part("-", date, 2, &buffer)
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

  /// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar
  /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
  private static func civil(_ days: Int64) -> (year: Int64, month: UInt64, day: UInt64) {
    // Eras of 400 years that begin on March 1st, so that the leap day ends a year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = UInt64(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let year = Int64(yearOfEra) + era * 400 + (month < 10 ? 0 : 1)
    return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
  }
}

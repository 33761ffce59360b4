/// Times as text, the same in every time zone and locale.
package enum TimeText {
  /// UTC with milliseconds, as in `2024-05-01T12:00:00.000Z`; microseconds since 1970.
  package static func iso8601(microseconds: Int64) -> String {
    let (seconds, fraction) = floored(microseconds, by: 1_000_000)
    let (day, time) = floored(seconds, by: 86_400)
    let date = civil(day)
    return pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2) + "T"
      + pad(time / 3600, 2) + ":" + pad(time / 60 % 60, 2) + ":" + pad(time % 60, 2) + "."
      + pad(fraction / 1000, 3) + "Z"
  }

  /// The proleptic Gregorian date of a day since 1970-01-01, by Howard Hinnant's `civil_from_days`
  /// (https://howardhinnant.github.io/date_algorithms.html).
  private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, ofEra) = floored(day + 719_468, by: 146_097)
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * ofYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, ofYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func floored(_ value: Int64, by unit: Int64) -> (Int64, Int64) {
    let rest = (value % unit + unit) % unit
    return ((value - rest) / unit, rest)
  }

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

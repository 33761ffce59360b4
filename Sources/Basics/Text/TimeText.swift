/// Times as text, the same in every time zone and locale.
package enum TimeText {
  /// UTC with milliseconds, as in `2024-05-01T12:00:00.000Z`; microseconds since 1970.
  package static func iso8601(microseconds: Int64) -> String {
    let (seconds, fraction) = floored(microseconds, by: 1_000_000)
    let (day, time) = floored(seconds, by: 86_400)
    let date = CivilDate(days: day)
    return pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2) + "T"
      + pad(time / 3600, 2) + ":" + pad(time / 60 % 60, 2) + ":" + pad(time % 60, 2) + "."
      + pad(fraction / 1000, 3) + "Z"
  }

  private static func floored(_ value: Int64, by unit: Int64) -> (Int64, Int64) {
    let rest = (value % unit + unit) % unit
    return ((value - rest) / unit, rest)
  }

  private static func pad(_ number: some BinaryInteger, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  /// UTC to the second without a zone sign, for columns that name the zone: `2024-05-01 12:00:00`.
  package static func plain(microseconds: Int64) -> String {
    iso8601(microseconds: microseconds).prefix { $0 != "." }
      .map { $0 == "T" ? " " : String($0) }.joined()
  }
}

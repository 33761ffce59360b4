/// PostgreSQL's binary form of `timestamptz`: microseconds since 2000-01-01 UTC.
enum TimeField {
  /// Milliseconds from 1970-01-01 to 2000-01-01.
  private static let epoch: Int64 = 946_684_800_000
  /// PostgreSQL's range: 4714-11-24 BC (Julian day 0) up to, not including, 294277-01-01.
  private static let range: Range<Int64> = -210_866_803_200_000..<9_224_318_016_000_000

  /// nil when PostgreSQL cannot hold the time; `milliseconds` count from 1970-01-01.
  static func microseconds(_ milliseconds: Int64) -> Int64? {
    range.contains(milliseconds) ? (milliseconds - epoch) * 1000 : nil
  }

  /// The time within an ObjectId: its first four bytes are seconds since 1970-01-01, unsigned.
  static func microseconds(ofObjectID bytes: Span<UInt8>, at offset: Int) -> Int64 {
    var seconds: Int64 = 0
    for at in offset..<offset + 4 { seconds = seconds << 8 | Int64(bytes[at]) }
    return (seconds * 1000 - epoch) * 1000
  }
}

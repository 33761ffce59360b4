extension TimeText {
  /// UTC to the second without a sign of it, for columns that say so: `2024-05-01 12:00:00`.
  package static func plain(microseconds: Int64) -> String {
    iso8601(microseconds: microseconds).prefix { $0 != "." }
      .map { $0 == "T" ? " " : String($0) }.joined()
  }
}

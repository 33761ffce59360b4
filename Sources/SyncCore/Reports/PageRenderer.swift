/// Renders a page whose entries come one by one.
protocol PageRenderer {
  /// Entries shown at most.
  static var room: Int { get }
  /// All that stands before the first entry.
  mutating func begin() -> String
  /// What the entry adds; empty when the page has no room for it.
  mutating func add(_ row: ReportRow) -> String
  /// All that stands after the last entry.
  mutating func end() -> String
}

/// Spans of time for people: the two greatest units.
package enum SpanText {
  private static let units: [(name: String, seconds: Int)] = [
    ("d", 86_400), ("h", 3600), ("min", 60), ("s", 1),
  ]

  /// As `3 d 4 h`, `26 min 5 s` or `0 s`; rounded down to the smaller of the two.
  package static func span(_ seconds: Double) -> String {
    var rest = Int(max(0, min(seconds, 1e12)))
    guard let first = units.firstIndex(where: { $0.seconds <= rest }) else { return "0 s" }
    var parts: [String] = []
    for unit in units[first...].prefix(2) {
      if rest >= unit.seconds { parts.append("\(rest / unit.seconds) \(unit.name)") }
      rest %= unit.seconds
    }
    return parts.joined(separator: " ")
  }
}

/// Where in its source records stand that cannot be read: nothing else tells which they are.
struct MalformedPlaces: Sendable {
  /// More than this many are counted instead of named.
  static let mostNamed = 20

  private var offsets: [Int] = []
  private var count = 0

  /// Notes a record by the place of its first byte.
  mutating func add(_ offset: Int) {
    count += 1
    if count <= Self.mostNamed { offsets.append(offset) }
  }

  /// One sentence each; none when every record could be read.
  var warnings: [String] {
    var warnings = offsets.map { "source: the document at byte \($0) is no Extended JSON" }
    if count > offsets.count {
      warnings.append("source: nor are \(count - offsets.count) others")
    }
    return warnings
  }
}

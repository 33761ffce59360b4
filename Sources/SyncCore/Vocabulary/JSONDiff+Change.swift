package import Basics

extension JSONDiff {
  /// The differences between two values of one JSON column, as a plan shows them.
  package static func changes(from: JSONValue, to: JSONValue, column: String) -> [Change] {
    differences(from: from, to: to, root: JSONPath(column)).map {
      Change(path: $0.path.text, from: $0.from, to: $0.to)
    }
  }
}

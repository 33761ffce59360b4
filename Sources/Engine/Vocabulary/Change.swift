package import Basics

/// One column's difference, or one path's within a JSON column.
package struct Change: Equatable, Sendable {
  /// The column's name; for a difference inside a JSON column followed by its path, as in
  /// `address.lines[0]` (a member name that is not a plain identifier is quoted: `address."a b"`).
  package var path: String
  /// The value in the target; nil when the path is absent there. SQL NULL is `.null`.
  package var from: JSONValue?
  /// The value in the source; nil when the path is absent there.
  package var to: JSONValue?

  package init(path: String, from: JSONValue?, to: JSONValue?) {
    self.path = path
    self.from = from
    self.to = to
  }
}

extension JSONDiff {
  /// The differences between two values of one JSON column, as a plan shows them.
  package static func changes(from: JSONValue, to: JSONValue, column: String) -> [Change] {
    differences(from: from, to: to, root: JSONPath(column)).map {
      Change(path: $0.path.text, from: $0.from, to: $0.to)
    }
  }
}

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
  /// The type of `from`, where JSON does not tell it: that of a document's field, by MongoDB's name. nil for a column.
  package var fromType: String?

  package init(path: String, from: JSONValue?, to: JSONValue?, fromType: String? = nil) {
    self.path = path
    self.from = from
    self.to = to
    self.fromType = fromType
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

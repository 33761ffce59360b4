package import Basics

/// One mapped column of a client, compared between record and row.
package struct ComparedColumn: Sendable {
  package var name: String
  /// The row's value.
  package var value: JSONValue
  /// What differs, a JSON column by path; empty when both sides are equal.
  package var changes: [Change]
}

package import Basics

/// One row of the target that has a client's email, or nearly has it.
package struct ExplainedRow: Sendable {
  /// The id as PostgreSQL writes it.
  package var id: String
  /// The email column's text unchanged, not escaped.
  package var email: String
  /// The mapped columns with their values, the id first, `createdat` and `updatedat` last.
  package var columns: [(name: String, value: JSONValue)]
  /// How the email differs from the one asked for; empty for a row with the key.
  package var differences: [TwinDifference]
}

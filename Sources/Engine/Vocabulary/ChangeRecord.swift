/// One client that a run wrote, as the journal keeps it.
package struct ChangeRecord: Sendable {
  package var run: Int64
  /// One of the actions that write a row.
  package var action: Action
  /// The matching key that the row had.
  package var key: String
  /// The row's id, as PostgreSQL writes it.
  package var targetID: String
  /// The columns that the run changed, JSON columns by path; for a deleted row all that it had; empty
  /// for a created one.
  package var changes: [Change]
}

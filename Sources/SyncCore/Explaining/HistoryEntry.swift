package import Engine
package import Records

/// What one run did to a client, as the journal keeps it.
package struct HistoryEntry: Sendable {
  package var run: Int64
  /// `sync`, `fix` or `undo`; nil when the run itself is no longer in the journal.
  package var command: String?
  /// Microseconds since 1970-01-01 UTC; nil as above.
  package var startedAt: Int64?
  package var action: Action
  /// The key that the client had then; nil for a record without one.
  package var key: String?
  /// The row's id; nil for a record that was not written.
  package var targetID: String?
  package var reason: Reason?
  package var field: String?
  package var changes: [Change]
}

package import Records

/// One record that a run did not write, as the journal keeps it.
package struct RejectionRecord: Sendable {
  package var run: Int64
  /// One of the problems of the run's kind.
  package var action: Action
  /// nil when the record has no valid email.
  package var key: String?
  /// nil when the record has no `_id` that can be read.
  package var sourceID: String?
  package var reason: Reason
  /// The source field, target column or constraint that the reason is about.
  package var field: String?
  /// The `_id` of the record that won, for a duplicate.
  package var winnerID: String?
  /// Where the record is in the text of its source, when that is broken.
  package var place: SourcePlace?
}

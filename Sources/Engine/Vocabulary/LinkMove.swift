/// What a run has made of a link that was there before.
package struct LinkMove: Sendable {
  /// Where a link leads.
  package struct End: Sendable {
    /// The row's id as PostgreSQL writes it.
    package var rowID: String
    /// True where the document does not own the row.
    package let isSpare: Bool
  }

  /// The client's matching key; empty where it was not known.
  package var key: String
  /// The document's `_id` as reports show it.
  package var sourceID: String
  package var before: End
  /// nil where the link was removed.
  package var after: End?
}

/// What the links say of one record with a client's email, or of one row with it.
package struct ExplainedLink: Sendable {
  /// How the two stand to each other.
  package enum Situation: String, Sendable {
    /// The record owns the row, and both have the email.
    case own
    /// The row belongs to nobody.
    case unowned
    /// The row belongs to a document that has another email now.
    case movedAway = "moved-away"
    /// The row belongs to a document that has no email that can be read.
    case noEmail = "no-email"
    /// The row belongs to a document that is gone from the source.
    case ownerGone = "owner-gone"
    /// The record owns a row that has another email.
    case renamed
    /// The record owned a row that is gone.
    case rowGone = "row-gone"
    /// The record is a duplicate that knows a row and does not own it.
    case spare
    /// The record has no link.
    case unlinked
  }

  package var situation: Situation
  /// The document's `_id` as reports show it; nil for a row that belongs to nobody.
  package var sourceID: String?
  /// The row's id as PostgreSQL writes it; nil for a record without a link.
  package var rowID: String?
  /// The other email: that of a document that has moved away, or of a row that was left behind; nil without one.
  package var email: String?
}

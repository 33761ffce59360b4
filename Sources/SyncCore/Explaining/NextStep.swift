package import Records

/// What the next sync would do about one client, as its plan says.
package struct NextStep: Sendable {
  /// What becomes of the client: the words of a plan, and one more.
  package enum Fate: String, Sendable {
    case create, update, unchanged, differs, duplicate, rejected, failed
    /// The source has no record of the client: nothing is done.
    case absent
    /// The mapping's `where` leaves the client out: nothing is done.
    case excluded
  }

  package var fate: Fate
  package var reason: Reason?
  /// The source field, target column or constraint that the reason is about.
  package var field: String?
  /// What would be written, or stays different; a JSON column by path.
  package var changes: [Change]
}

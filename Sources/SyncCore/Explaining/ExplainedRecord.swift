package import Records

/// One record of the source that has a client's email, or nearly has it.
package struct ExplainedRecord: Sendable {
  /// What becomes of the record.
  package enum Verdict: Equatable, Sendable {
    /// It represents the client.
    case wins
    /// It lost to the record with this `_id`; nil when several share the key and none is written, the
    /// field then says why.
    case loses(Reason?, field: String?, winnerID: String?)
    case rejected(Reason?, field: String?)
    /// A near twin with an email of its own: the sync takes it for another client, with this key.
    case otherClient(key: String)
    /// The mapping's `where` leaves it out.
    case excluded
  }

  /// The `_id` as reports show it; nil when the record has none that can be read.
  package var sourceID: String?
  /// The field's text unchanged: not trimmed, not folded, not escaped.
  package var email: String
  /// ISO 8601 UTC with milliseconds, or microseconds where it has some; nil when the field is absent or not a date.
  package var updatedAt: String?
  package var verdict: Verdict
  /// How the email differs from the one asked for; empty for a record with the key.
  package var differences: [TwinDifference]
}

internal import Records

/// A record of the source as `explain` found it.
struct FoundRecord: Sendable {
  /// Its place in the source, counted from 1.
  var place: Int
  /// nil when the record has no `_id` that can be read.
  var sourceID: String?
  /// The field's text, not trimmed.
  var email: String
  /// ISO 8601 UTC with milliseconds, or microseconds where it has some; nil when the field is absent or not a date.
  var updatedAt: String?
  /// The matching key; nil when the email is not valid.
  var key: String?
  /// Why the email is not valid.
  var reason: Reason?
  /// True when the mapping's `where` leaves the record out.
  var isExcluded = false
}

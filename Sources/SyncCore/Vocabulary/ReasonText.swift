package import Records

/// What is said of a reason beside its code and its meaning.
package enum ReasonText {
  /// What stands in the place of a record's key that is nil, by the reason of the entry.
  package static func absentKey(_ reason: Reason?) -> String {
    reason == .emailMissing ? "(no email)" : "(no usable email)"
  }

  /// Why a record is as it is; of one whose text is broken, what is wrong and where it stands.
  package static func explanation(_ reason: Reason, _ place: SourcePlace?) -> String {
    place.map(words) ?? reason.meaning
  }

  /// `number out of range; line 3, byte 210`.
  package static func words(_ place: SourcePlace) -> String {
    "\(place.detail); line \(place.line), byte \(place.byte)"
  }
}

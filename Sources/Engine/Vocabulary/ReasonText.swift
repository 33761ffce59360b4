package import Records

/// What is said about a reason besides its code and its meaning.
package enum ReasonText {
  /// What is shown instead of a record's missing key, by the entry's reason.
  package static func absentKey(_ reason: Reason?) -> String {
    switch reason {
    case .emailMissing: "(no email)"
    case .deadRow: "(no row)"
    default: "(no usable email)"
    }
  }

  /// What is said of a stale entry besides its reason.
  package static let stale = "the value there stays, and is stale"

  /// Why a record has its fate; for one with broken text, what is wrong and where.
  package static func explanation(_ reason: Reason, _ place: SourcePlace?) -> String {
    place.map(words) ?? reason.meaning
  }

  /// `number out of range; line 3, byte 210`.
  package static func words(_ place: SourcePlace) -> String {
    "\(place.detail); line \(place.line), byte \(place.byte)"
  }
}

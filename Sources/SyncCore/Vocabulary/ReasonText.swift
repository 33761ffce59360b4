package import Records

/// Explains the reason codes in a few words each.
package enum ReasonText {
  /// What stands in the place of a record's key that is nil, by the reason of the entry.
  package static func absentKey(_ reason: Reason?) -> String {
    reason == .emailMissing ? "(no email)" : "(no usable email)"
  }

  /// Why a record is as it is; of one whose text is broken, what is wrong and where it stands.
  package static func explanation(_ reason: Reason, _ place: SourcePlace?) -> String {
    place.map(words) ?? explanation(reason)
  }

  /// `number out of range; line 3, byte 210`.
  package static func words(_ place: SourcePlace) -> String {
    "\(place.detail); line \(place.line), byte \(place.byte)"
  }

  /// A phrase without a final full stop.
  package static func explanation(_ reason: Reason) -> String {
    switch reason {
    case .emailMissing: "there is no email"
    case .emailInvalid: "this is no email address"
    case .nameMissing: "there is no name, and the column takes no NULL"
    case .valueMissing: "there is no value, and the column takes no NULL"
    case .tooLong: "longer than the column takes"
    case .wrongType: "of a type that the column does not take"
    case .nulCharacter: "holds a NUL, which PostgreSQL does not store"
    case .invalidUTF8: "holds bytes that are not UTF-8"
    case .outOfRange: "a value that the column cannot hold exactly"
    case .unknownLabel: "none of the labels of the column's type"
    case .tooDeep: "nested more than 100 levels deep"
    case .duplicateKey: "an object with the same key twice"
    case .malformed: "the document is broken"
    case .ambiguousTarget: "several rows of the target have this email, or this id"
    case .olderRecord: "a newer record has the same email"
    case .newerRecord: "an older record has the same email"
    case .unresolved: "several records have this email, none is written"
    case .noForce: "left as it is without --force"
    case .protected: "turning it off needs --allow-unprotect"
    case .checkViolation: "a CHECK constraint refused the row"
    case .uniqueViolation: "a unique constraint refused the row"
    case .foreignKeyViolation: "a foreign key refused the row"
    case .notNullViolation: "a column that takes no NULL refused the row"
    case .exclusionViolation: "an exclusion constraint refused the row"
    case .raised: "a trigger or a function raised an error"
    case .swallowed: "a trigger or a rule swallowed the row"
    case .policyViolation: "row-level security refused the row"
    case .refused: "PostgreSQL refused the row"
    case .appearedMeanwhile: "a row with this email appeared after the plan was made"
    case .changedMeanwhile: "the row was changed or deleted after the plan was made"
    case .changedSince: "it is no longer as the run left it"
    case .referenced: "other rows refer to it"
    case .gone: "the row has been deleted since"
    case .notVisible: "row-level security hides the row, or it has been deleted since"
    case .taken: "another row has its id or email by now"
    case .notRestored: "the column does not take its value back"
    }
  }
}

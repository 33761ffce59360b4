/// Why a record was not written, or not written as it stands: the stable codes of reports.
///
/// `Docs/Operations.md` lists every code; a test holds that list and this one together.
package enum Reason: String, CaseIterable, Sendable {
  // A record that cannot be a row (`rejected`).
  case emailMissing = "email-missing"
  case emailInvalid = "email-invalid"
  case nameMissing = "name-missing"
  /// A column other than the name takes no NULL and the record has no value for it.
  case valueMissing = "value-missing"
  case tooLong = "too-long"
  case wrongType = "wrong-type"
  case nulCharacter = "nul-character"
  case invalidUTF8 = "invalid-utf8"
  /// A value that the column cannot hold exactly: a number, a time, a blank at the end of a `char(n)`.
  case outOfRange = "out-of-range"
  /// A text that is none of the labels of the column's enum.
  case unknownLabel = "unknown-label"
  case tooDeep = "too-deep"
  case duplicateKey = "duplicate-key"
  /// The document's own bytes or text are broken, its frame is not.
  case malformed = "malformed"
  /// Two rows of the target have the record's key.
  case ambiguousTarget = "ambiguous-target"

  // A record that lost to another one (`duplicate`).
  case olderRecord = "older-record"
  case newerRecord = "newer-record"
  /// `--on-duplicate skip` or `fail` writes none of several records with one key.
  case unresolved = "unresolved"

  // A client that differs and stays so (`differs`).
  case noForce = "no-force"
  case protected = "protected"

  // A planned row that PostgreSQL refused (`failed`).
  case checkViolation = "check-violation"
  case uniqueViolation = "unique-violation"
  case foreignKeyViolation = "foreign-key-violation"
  case notNullViolation = "not-null-violation"
  case exclusionViolation = "exclusion-violation"
  /// A trigger or a function raised an error.
  case raised = "raised"
  /// A trigger or a rule swallowed the row.
  case swallowed = "swallowed"
  /// Row-level security refused the row.
  case policyViolation = "policy-violation"
  /// PostgreSQL refused the row for another cause; the field names the SQLSTATE.
  case refused = "refused"
  /// A client with this key appeared in the target after the plan was made.
  case appearedMeanwhile = "appeared-meanwhile"
  /// The target row was changed or deleted after the plan was made.
  case changedMeanwhile = "changed-meanwhile"

  // A client that an undo leaves as it is (`kept`).
  /// The row is no longer as the run left it.
  case changedSince = "changed-since"
  /// Rows of other tables refer to it.
  case referenced = "referenced"
  /// There is no row with this id any more.
  case gone = "gone"
  /// The role sees no row with this id: there is none any more, or row-level security hides it.
  case notVisible = "not-visible"
  /// Another row has the id or the key that this one would get back.
  case taken = "taken"
  /// A column does not give its value back: it was altered, or a trigger has the last word.
  case notRestored = "not-restored"
}

/// Why one value cannot be a column; the row encoder adds the field.
package struct RecordFault: Error, Equatable {
  package let reason: Reason

  init(_ reason: Reason) {
    self.reason = reason
  }
}

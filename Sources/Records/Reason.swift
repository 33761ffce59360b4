/// Why a record was not written, or not written as it is: the stable codes of reports, and what each
/// means.
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
  /// A text that is not one of the labels of the column's enum.
  case unknownLabel = "unknown-label"
  case tooDeep = "too-deep"
  case duplicateKey = "duplicate-key"
  /// The document's own bytes or text are broken, its frame is not.
  case malformed = "malformed"
  /// Two rows of the target have the record's key.
  case ambiguousTarget = "ambiguous-target"

  /// Several users of the auth service have this email, and none of them a row.
  case ambiguous
  /// A row has one user's id and another's email.
  case claimedTwice = "claimed-twice"
  /// Another row, which does not give it up, has the email that this row would get.
  case keyOccupied = "key-occupied"
  /// A row that stays has the id that this row would get.
  case idTaken = "id-taken"
  /// Rows have each other's ids, and a foreign key on the id forbids to move one out of the way.
  case idCycle = "id-cycle"

  // A client whose email is that of another one's row (`rejected`).
  /// The other one gives it up, which takes `--force`.
  case keyTaken = "key-taken"
  /// The other one is gone from the source.
  case recycledEmail = "recycled-email"

  // What a link lacks (`links`).
  /// A record and a row have one email, and no link.
  case notLinked = "not-linked"
  /// The row that a record is linked to has another email.
  case mismatched
  /// No record has the link's document.
  case deadSource = "dead-source"
  /// The link's row does not exist.
  case deadRow = "dead-row"

  // A user who gets no client's id (`rejected`).
  /// The user's document names no client.
  case clientMissing = "client-missing"
  /// No client's document has the `_id` that the user's names.
  case clientDangling = "client-dangling"
  /// No row has the client's email.
  case clientUnsynced = "client-unsynced"
  /// The client's document cannot be a row: the field says why.
  case clientRejected = "client-rejected"
  /// The mapping's `where` leaves the client out.
  case clientExcluded = "client-excluded"

  /// Those with whom it can only be settled together are not, or stay as they are.
  case group

  // A record that lost to another one (`duplicate`).
  case olderRecord = "older-record"
  case newerRecord = "newer-record"
  /// The record that represents the client has the same `_id` and the same time.
  case repeated = "repeated"
  /// Another record, or another user of the auth service, has the row with this email.
  case rowOfAnother = "row-of-another"
  /// `--on-duplicate skip` or `fail` writes none of several records with one key.
  case unresolved = "unresolved"

  // A client that differs and stays so (`differs`).
  case noForce = "no-force"
  /// Its row, found by its link, has another email.
  case renamed
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
  /// The database refused it for another cause; the field names the SQLSTATE, or MongoDB's code.
  case refused = "refused"
  /// A client with this key appeared in the target after the plan was made.
  case appearedMeanwhile = "appeared-meanwhile"
  /// The row, or the document, was changed or deleted after the plan was made.
  case changedMeanwhile = "changed-meanwhile"

  // A client that an undo leaves as it is (`kept`).
  /// The row differs from what the run left.
  case changedSince = "changed-since"
  /// Rows of other tables refer to it.
  case referenced = "referenced"
  /// The row, or the document, with this id has been deleted.
  case gone = "gone"
  /// The role sees no row with this id: it was deleted, or row-level security hides it.
  case notVisible = "not-visible"
  /// Another row has the id or the key that this one would get back.
  case taken = "taken"
  /// A column does not give its value back: it was altered, or a trigger has the last word.
  case notRestored = "not-restored"
  /// The journal does not have the values that it would get back.
  case notRecorded = "not-recorded"
}

extension Reason {
  /// The reason in a few words, without a final full stop.
  package var meaning: String {
    switch self {
    case .emailMissing: "the email is missing"
    case .emailInvalid: "not an email address"
    case .nameMissing: "the name is missing, and the column takes no NULL"
    case .valueMissing: "the value is missing, and the column takes no NULL"
    case .tooLong: "longer than the column takes"
    case .wrongType: "of a type that the column does not take"
    case .nulCharacter: "holds a NUL, which PostgreSQL does not store"
    case .invalidUTF8: "holds bytes that are not UTF-8"
    case .outOfRange: "a value that the column cannot hold exactly"
    case .unknownLabel: "not one of the labels of the column's type"
    case .tooDeep: "nested more than 100 levels deep"
    case .duplicateKey: "an object with the same key twice"
    case .malformed: "the document is broken"
    case .ambiguousTarget: "several rows of the target have this email, or this id"
    case .ambiguous: "several auth users have this email, and none of them has the row"
    case .claimedTwice: "a row has the id of one auth user and the email of another"
    case .keyOccupied: "another row has the email that this row would get"
    case .idTaken: "a row that stays has the id that this user's row would get"
    case .idCycle: "rows have each other's ids, and a foreign key on the id cannot be deferred"
    case .clientMissing: "the user has no client"
    case .clientDangling: "no client has the _id that the user has"
    case .clientUnsynced: "the client has no row; synctool sync creates one"
    case .clientRejected: "the client's record cannot be a row"
    case .clientExcluded: "the mapping's where leaves the client out"
    case .keyTaken:
      "the row with this email is another client's, who has a new one; --force updates both"
    case .recycledEmail:
      "the row with this email is a client's who is gone from the source; synctool links prune frees it"
    case .notLinked: "no link yet; a sync makes one"
    case .mismatched: "its row has another email; synctool --force corrects it"
    case .deadSource: "its document is gone from the source"
    case .deadRow: "its row is gone"
    case .group: "settled only together with others, who are not"
    case .olderRecord: "a newer record has the same email"
    case .newerRecord: "an older record has the same email"
    case .repeated: "the source has this record twice"
    case .rowOfAnother: "another one with this email has the row"
    case .unresolved: "several records have this email, none is written"
    case .noForce: "left as it is without --force"
    case .renamed: "a new email: the row keeps its old one without --force"
    case .protected: "turning it off needs --allow-unprotect"
    case .checkViolation: "a CHECK constraint refused the row"
    case .uniqueViolation: "a unique constraint refused it"
    case .foreignKeyViolation: "a foreign key refused the row"
    case .notNullViolation: "a column that takes no NULL refused the row"
    case .exclusionViolation: "an exclusion constraint refused the row"
    case .raised: "a trigger or a function raised an error"
    case .swallowed: "a trigger or a rule swallowed the row"
    case .policyViolation: "row-level security refused the row"
    case .refused: "the database refused it"
    case .appearedMeanwhile: "a row with this email appeared after the plan was made"
    case .changedMeanwhile: "changed or deleted after the plan was made"
    case .changedSince: "changed since the run wrote it"
    case .referenced: "other rows refer to it"
    case .gone: "deleted since"
    case .notVisible: "row-level security hides the row, or it has been deleted since"
    case .taken: "another row now has its id or email"
    case .notRestored: "the column does not take its value back"
    case .notRecorded: "the journal does not have its values from before"
    }
  }
}

/// Why one value cannot be a column; the row encoder adds the field.
package struct RecordFault: Error, Equatable {
  package let reason: Reason

  init(_ reason: Reason) {
    self.reason = reason
  }
}

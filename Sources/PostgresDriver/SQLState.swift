/// A five-character SQLSTATE and what an operator can do about it.
///
/// The constants have the names of PostgreSQL's manual (Appendix A).
package struct SQLState: Equatable, Sendable {
  package let code: String

  /// `code` is not checked: a server may send one that has no name here.
  package init(_ code: String) {
    self.code = code
  }

  package static let invalidDatetimeFormat = SQLState("22007")
  package static let datetimeFieldOverflow = SQLState("22008")
  package static let notNullViolation = SQLState("23502")
  package static let foreignKeyViolation = SQLState("23503")
  package static let uniqueViolation = SQLState("23505")
  package static let checkViolation = SQLState("23514")
  package static let exclusionViolation = SQLState("23P01")
  package static let inFailedSQLTransaction = SQLState("25P02")
  package static let invalidPassword = SQLState("28P01")
  package static let invalidCatalogName = SQLState("3D000")
  package static let invalidSchemaName = SQLState("3F000")
  package static let serializationFailure = SQLState("40001")
  package static let deadlockDetected = SQLState("40P01")
  package static let insufficientPrivilege = SQLState("42501")
  package static let undefinedColumn = SQLState("42703")
  package static let undefinedTable = SQLState("42P01")
  package static let raiseException = SQLState("P0001")

  /// The first two characters: `23` for every violated constraint.
  package var classCode: String { String(code.prefix(2)) }

  /// The code when it is one of PostgreSQL's own; nil when a trigger has made it up, perhaps from data.
  package var known: String? { SQLStateCodes.contain(code) ? code : nil }

  /// The condition in words with its code: `unique violation (SQLSTATE 23505)`.
  ///
  /// Of a code that is not PostgreSQL's only the class is shown.
  package var described: String {
    guard let name = SQLStateNames.name(code) else {
      return known.map { "SQLSTATE \($0)" } ?? "an unknown SQLSTATE"
    }
    return "\(name) (SQLSTATE \(known ?? "of the class \(classCode)"))"
  }

  /// The next step for an operator; nil without advice for the code or its class.
  package var remedy: String? {
    Self.remedies[code] ?? Self.remedies[classCode]
  }

  private static let remedies: [String: String] = [
    "08": "check the network and PostgreSQL's log, then run again",
    "0A000": "use a PostgreSQL server whose version supports this, or another kind of table",
    "22": "compare the mapping with the column types of the table",
    "22001": "widen the column, or shorten the value in the source",
    "22003": "use a wider numeric type for the column, or correct the value in the source",
    "22021": "correct the text in the source: it is not valid in the database's encoding",
    "22P05": "use a database with the encoding UTF8: this one lacks a character of the source",
    "23": "correct the record in the source, or the constraint of the table",
    "23502": "map a field to the column, give it a default, or allow NULL",
    "23503": "create the row that is referred to first, or correct the source",
    "23505": "look for the other row with this value; a writer may have added it meanwhile",
    "23514": "correct the record in the source, or the CHECK constraint",
    "25006": "connect to the primary server, or turn default_transaction_read_only off",
    "25P02": "see the error before this one: it aborted the transaction",
    "25P03": "raise idle_in_transaction_session_timeout for the role, then run again",
    "28": "check the user, the password and pg_hba.conf",
    "28P01": "check the user and the password",
    "3D000": "create the database, or correct its name in the settings",
    "3F000": "create the schema, or correct its name in the settings",
    "40": "run again: another transaction got in the way",
    "40001": "run again: another transaction changed the same rows",
    "40P01": "run again: another transaction waited for this one",
    "42501": "GRANT the role the privileges that the documentation lists",
    "42703": "compare the mapping with the columns of the table",
    "42P01": "create the table, or correct its name in the settings",
    "44000": "correct the record in the source, or the view's WITH CHECK OPTION",
    "53100": "free disk space on the PostgreSQL server, then run again",
    "53200": "give the PostgreSQL server more memory, or run when it is less busy",
    "53300": "close other connections, or raise max_connections or the role's limit",
    "53400": "raise the server's limit that PostgreSQL's log names",
    "54": "lower the number of mapped columns or the size of the values",
    "55P03": "run again when the other transaction that holds the lock has ended",
    "57014": "raise statement_timeout for the role, or find out who cancelled the statement",
    "57P01": "run again: an administrator ended the session",
    "57P02": "run again when PostgreSQL has recovered from its crash",
    "57P03": "run again when PostgreSQL accepts connections",
    "57P05": "raise idle_session_timeout for the role, then run again",
    "58": "check the PostgreSQL server's disks and its log",
    "P0001": "see PostgreSQL's log: a trigger or a function refused this on purpose",
    "XX": "see PostgreSQL's log: this is a fault inside the server",
  ]
}

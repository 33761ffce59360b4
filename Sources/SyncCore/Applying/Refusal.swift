internal import PostgresDriver
internal import Records

/// Why PostgreSQL refused a row, when the row and not the run is at fault.
struct Refusal {
  let reason: Reason
  /// What the server named, which a trigger may have made up: `RefusedName` tells what is known.
  let column: String?
  let constraint: String?
  /// What to say where neither is known; nil where that is nothing.
  let code: String?

  /// A trigger or a rule made the row disappear without an error.
  static let swallowed = Refusal(.swallowed)

  /// A policy let the write pass the row over.
  static let hidden = Refusal(.policyViolation)

  /// One write has met several rows: the unique index of the id does not keep its word.
  static let doubled = Refusal(.ambiguousTarget)

  private init(_ reason: Reason) {
    self.reason = reason
    (column, constraint, code) = (nil, nil, nil)
  }

  /// Classes of SQLSTATEs that speak of the session, the statement or the server, not of a row.
  private static let classesOfTheRun: Set<String> = [
    "08", "0A", "25", "26", "28", "2D", "34", "3B", "3D", "3F", "40", "42", "53", "55", "57", "58",
    "72", "F0", "HV", "XX",
  ]

  /// Classes of what PostgreSQL itself says of a row; every other was chosen by a trigger or a function.
  private static func isStandard(_ state: SQLState) -> Bool {
    ["22", "23", "44", "54"].contains(state.classCode)
  }

  /// nil when the error speaks of the run: a lost session, a lock, a full disk, a missing right.
  init?(_ error: PostgresError, rowSecurity: Bool) {
    // What the journal's own tables refuse is no client's fault.
    guard error.kind == .server, let state = error.sqlState, error.schema != JournalSchema.name
    else { return nil }
    switch state {
    case .checkViolation: reason = .checkViolation
    case .uniqueViolation: reason = .uniqueViolation
    case .foreignKeyViolation: reason = .foreignKeyViolation
    case .notNullViolation: reason = .notNullViolation
    case .exclusionViolation: reason = .exclusionViolation
    case .raiseException: reason = .raised
    // The right to write the table was checked before; what remains is a policy.
    case .insufficientPrivilege where rowSecurity: reason = .policyViolation
    // A state that is none of PostgreSQL's own was chosen by a trigger or a function, whatever its class.
    case _ where state.known == nil: reason = .raised
    default:
      if Self.classesOfTheRun.contains(state.classCode) { return nil }
      reason = Self.isStandard(state) ? .refused : .raised
    }
    (column, constraint) = (error.column, error.constraint)
    code = reason == .refused ? state.code : nil
  }
}

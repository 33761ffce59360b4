internal import PostgresDriver

/// Why PostgreSQL refused a row, when the row and not the run is at fault.
struct Refusal {
  let reason: Reason
  /// The column, else the constraint, else the SQLSTATE; nil when nothing is known.
  let field: String?

  /// A trigger or a rule made the row disappear without an error.
  static let swallowed = Refusal(reason: .swallowed, field: nil)

  /// One write has met several rows: the unique index of the id does not keep its word.
  static let doubled = Refusal(reason: .ambiguousTarget, field: nil)

  private init(reason: Reason, field: String?) {
    self.reason = reason
    self.field = field
  }

  /// Classes of SQLSTATEs that speak of the session, the statement or the server, not of a row.
  private static let classesOfTheRun: Set<String> = [
    "08", "0A", "25", "26", "28", "2D", "34", "3B", "3D", "3F", "40", "42", "53", "55", "57", "58",
    "72", "F0", "HV", "XX",
  ]

  /// What PostgreSQL itself says of a row; every other state was chosen by a trigger or a function.
  private static func isStandard(_ state: SQLState) -> Bool {
    ["22", "23", "44", "54"].contains(state.classCode)
  }

  /// nil when the error speaks of the run: a lost session, a lock, a full disk, a missing right.
  init?(_ error: PostgresError, rowSecurity: Bool) {
    guard error.kind == .server, let state = error.sqlState else { return nil }
    switch state {
    case .checkViolation: reason = .checkViolation
    case .uniqueViolation: reason = .uniqueViolation
    case .foreignKeyViolation: reason = .foreignKeyViolation
    case .notNullViolation: reason = .notNullViolation
    case .exclusionViolation: reason = .exclusionViolation
    case .raiseException: reason = .raised
    // The right to write the table was checked before; what remains is a policy.
    case .insufficientPrivilege where rowSecurity: reason = .policyViolation
    default:
      if Self.classesOfTheRun.contains(state.classCode) { return nil }
      reason = Self.isStandard(state) ? .refused : .raised
    }
    field = error.column ?? error.constraint ?? (reason == .refused ? state.code : nil)
  }
}

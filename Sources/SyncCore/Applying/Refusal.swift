internal import PostgresDriver

/// Why PostgreSQL refused a row, when the row and not the run is at fault.
struct Refusal {
  let reason: Reason
  /// The column, else the constraint, else the SQLSTATE; nil when nothing is known.
  let field: String?

  /// A trigger or a rule made the row disappear without an error.
  static let swallowed = Refusal(reason: .swallowed, field: nil)

  private init(reason: Reason, field: String?) {
    self.reason = reason
    self.field = field
  }

  /// nil when the error speaks of the run: a lost session, a lock, a full disk, a missing right.
  init?(_ error: PostgresError, rowSecurity: Bool) {
    guard error.kind == .server, let state = error.sqlState else { return nil }
    switch state {
    case "23514": reason = .checkViolation
    case "23505": reason = .uniqueViolation
    case "23503": reason = .foreignKeyViolation
    case "23502": reason = .notNullViolation
    case "23P01": reason = .exclusionViolation
    case "P0001": reason = .raised
    // The right to write the table was checked before; what remains is a policy.
    case "42501" where rowSecurity: reason = .policyViolation
    default:
      // Integrity, data, limits of a row (an index entry too large), WITH CHECK OPTION.
      guard ["23", "22", "54", "44", "P0"].contains(String(state.prefix(2))) else { return nil }
      reason = .refused
    }
    field = error.column ?? error.constraint ?? (reason == .refused ? state : nil)
  }
}

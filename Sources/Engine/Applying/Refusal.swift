internal import PostgresDriver
internal import Records

/// Why PostgreSQL refused a row, when the row and not the run is at fault.
struct Refusal {
  let reason: Reason
  /// The name the server gave, which a trigger may have made up: `RefusedName` says what is known.
  let column: String?
  let constraint: String?
  /// What to say where neither is known; nil for nothing.
  let code: String?

  /// A trigger or a rule made the row disappear without an error.
  static let swallowed = Refusal(.swallowed)

  /// A policy made the write skip the row.
  static let hidden = Refusal(.policyViolation)

  /// One write matched several rows: the unique index of the id is damaged.
  static let doubled = Refusal(.ambiguousTarget)

  private init(_ reason: Reason) {
    self.reason = reason
    (column, constraint, code) = (nil, nil, nil)
  }

  /// Classes of SQLSTATEs that concern the session, the statement or the server, not a row.
  private static let classesOfTheRun: Set<String> = [
    "08", "0A", "25", "26", "28", "2D", "34", "3B", "3D", "3F", "40", "42", "53", "55", "57", "58",
    "72", "F0", "HV", "XX",
  ]

  /// Classes of errors that PostgreSQL itself raises for a row; every other was chosen by a trigger or a function.
  private static func isStandard(_ state: SQLState) -> Bool {
    ["22", "23", "44", "54"].contains(state.classCode)
  }

  /// True where a trigger or a function refuses a row by a state that else concerns the run.
  ///
  /// The server's own troubles (a lock, a full disk, a cancel) are a row's only if a RAISE made them up; what
  /// PostgreSQL wants tried again is never.
  private static func isRaised(_ error: PostgresError, _ state: SQLState) -> Bool {
    guard classesOfTheRun.contains(state.classCode), state.classCode != "40" else { return false }
    return switch error.origin {
    case .statement: false
    case .function: !["08", "53", "55", "57", "58", "72", "F0", "XX"].contains(state.classCode)
    case .raise: true
    }
  }

  /// nil when the error concerns the run: a lost session, a lock, a full disk, a missing privilege.
  init?(_ error: PostgresError, rowSecurity: Bool) {
    // What the journal's own tables refuse is not a client's fault.
    guard error.kind == .server, let state = error.sqlState, error.schema != JournalSchema.name
    else { return nil }
    switch state {
    case .checkViolation: reason = .checkViolation
    case .uniqueViolation: reason = .uniqueViolation
    case .foreignKeyViolation: reason = .foreignKeyViolation
    case .notNullViolation: reason = .notNullViolation
    case .exclusionViolation: reason = .exclusionViolation
    case .raiseException: reason = .raised
    case _ where Self.isRaised(error, state): reason = .raised
    // The privilege to write the table was checked before; what remains is a policy.
    case .insufficientPrivilege where rowSecurity: reason = .policyViolation
    // A state that is not PostgreSQL's own was chosen by a trigger or a function, whatever its class.
    case _ where state.known == nil: reason = .raised
    default:
      if Self.classesOfTheRun.contains(state.classCode) { return nil }
      reason = Self.isStandard(state) ? .refused : .raised
    }
    (column, constraint) = (error.column, error.constraint)
    code = reason == .refused ? state.code : nil
  }
}

internal import PostgresDriver

/// The one transaction that writes: tried again when PostgreSQL asks for it, and resolved when its
/// COMMIT was not answered.
struct WriteTransaction {
  /// How often a deadlock or a serialization failure is tried again.
  static let retries = 3
  /// How often a new connection is tried to learn the outcome, how many seconds one may take to tell
  /// it, and after how many the next one is tried.
  static let inquiries = 5
  static let inquiryLimit = 12.0
  static let inquiryPause = 1.0

  private let target: TargetSetting
  private let committing: (Bool) -> Void

  /// `committing` is told when the fate of an unanswered COMMIT is known, or given up.
  init(_ target: TargetSetting, committing: @escaping (Bool) -> Void) {
    self.target = target
    self.committing = committing
  }

  /// Returns when the writes of `body` are committed; on a throw nothing was written, unless the
  /// failure's code is `.outcomeUnknown`.
  func run(
    on connection: inout PostgresConnection,
    _ body: (inout PostgresConnection) throws -> Void
  ) throws {
    for attempt in 0...Self.retries {
      do throws(TransactionError) {
        return try connection.transaction(Applier.begin, body)
      } catch {
        if case .outcomeUnknown(let mark, let cause) = error { return try settle(mark, cause) }
        guard attempt < Self.retries, Self.isTransient(error.cause) else { throw error.cause }
      }
    }
  }

  /// A deadlock or a serialization failure: the same work may pass the next time.
  private static func isTransient(_ error: any Error) -> Bool {
    guard let error = error as? PostgresError, error.kind == .server else { return false }
    return error.sqlState == .deadlockDetected || error.sqlState == .serializationFailure
  }

  /// Learns on a new connection what became of the COMMIT; returns when it took place.
  private func settle(_ mark: TransactionMark, _ cause: PostgresError) throws(SyncFailure) {
    defer { committing(false) }
    switch outcome(of: mark) {
    case .committed: return
    case .aborted:
      throw SyncFailure(
        .unreachable, .apply,
        "the connection to PostgreSQL was lost during COMMIT, which did not take place",
        hint: "the target is unchanged; run again")
    case .inProgress, .unknown:
      throw SyncFailure(
        .outcomeUnknown, .apply,
        "the connection to PostgreSQL was lost during COMMIT and its outcome is unknown",
        hint: "run again with --dry-run: it shows whether the changes are there")
    }
  }

  private func outcome(of mark: TransactionMark) -> TransactionOutcome {
    // A stop is not looked at: the answer decides the exit code. A server that says nothing may not
    // keep the run for that.
    for _ in 0..<Self.inquiries {
      let end = Clock.monotonic() + Self.inquiryLimit
      do {
        var connection = try TargetSession.open(target) {
          Clock.monotonic() > end ? .deadline : nil
        }
        let outcome = try TransactionOutcome.resolve(mark, on: &connection)
        if outcome != .inProgress { return outcome }
      } catch {
        try? Pause.wait(seconds: Self.inquiryPause, .apply) { nil }
      }
    }
    return .unknown
  }
}

package import Basics
package import PostgresDriver

/// A transaction that writes: retried when PostgreSQL asks for it, and resolved when its COMMIT was
/// not answered. It ends by the run's deadline, with its outcome unknown if need be.
package struct WriteTransaction {
  /// How often a deadlock or a serialization failure is retried.
  static let retries = 3
  /// How often a new connection is tried to learn the outcome, how many seconds one may take to answer,
  /// and after how many the next one is tried.
  static let inquiries = 5
  static let inquiryLimit = 12.0
  static let inquiryPause = 1.0
  /// How many seconds the last inquiry may take once the deadline has passed.
  static let lastInquiryLimit = 1.0

  /// How a transaction begins that writes the target.
  static let begin = PostgresStatement.writing("begin the write")

  private let target: TargetSetting
  private let stop: Stop

  package init(_ target: TargetSetting, _ stop: Stop) {
    self.target = target
    self.stop = stop
  }

  /// Returns when the writes of `body` are committed; on a throw nothing was written, unless the
  /// failure's code is `.outcomeUnknown`.
  package func run<Outcome>(
    _ begin: PostgresStatement = WriteTransaction.begin, on connection: inout PostgresConnection,
    _ body: (inout PostgresConnection) throws -> Outcome
  ) throws -> Outcome {
    connection.onCommit = stop.committing
    defer { connection.onCommit = { _ in } }
    var attempt = 0
    while true {
      var outcome: Outcome?
      do throws(TransactionError) {
        return try connection.transaction(begin) { connection in
          let done = try body(&connection)
          outcome = done
          return done
        }
      } catch {
        if case .outcomeUnknown(let mark, _) = error, let outcome {
          try settle(mark)
          return outcome
        }
        guard attempt < Self.retries, Self.isTransient(error.cause) else { throw error.cause }
        attempt += 1
      }
    }
  }

  /// A deadlock or a serialization failure: the same work may succeed the next time.
  private static func isTransient(_ error: any Error) -> Bool {
    guard let error = error as? PostgresError, error.kind == .server else { return false }
    return error.sqlState == .deadlockDetected || error.sqlState == .serializationFailure
  }

  /// Finds out on a new connection what became of the COMMIT; returns when it took place.
  private func settle(_ mark: TransactionMark) throws(SyncFailure) {
    defer { stop.committing(false) }
    switch outcome(of: mark) {
    case .committed: return
    case .aborted:
      throw SyncFailure(
        .unreachable, .apply,
        "the connection to PostgreSQL was lost during COMMIT; nothing was committed",
        hint: "the target is unchanged; run again")
    case .inProgress, .unknown: throw unknownOutcome
    }
  }

  private var unknownOutcome: SyncFailure {
    SyncFailure(
      .outcomeUnknown, .apply,
      stop.isOverdue
        ? "PostgreSQL did not answer COMMIT before the deadline, and its outcome is unknown"
        : "the connection to PostgreSQL was lost during COMMIT and its outcome is unknown",
      hint: "run again with --dry-run: it shows whether the changes are there")
  }

  private func outcome(of mark: TransactionMark) -> TransactionOutcome {
    // Only the deadline stops this: the answer decides the exit code. A silent server must not keep
    // the run waiting for it.
    for _ in 0..<Self.inquiries {
      let start = Clock.monotonic()
      do {
        if let outcome = try ask(mark, since: start) { return outcome }
      } catch {
        try? Stop { stop.isOverdue ? .deadline : nil }
          .pause(seconds: Self.inquiryPause, .apply)
      }
      if stop.isOverdue { return .unknown }
    }
    return .unknown
  }

  /// nil when the transaction was still in progress at the end of the wait.
  private func ask(
    _ mark: TransactionMark, since start: Double
  ) throws(PostgresError) -> TransactionOutcome? {
    var timeouts = PostgresTimeouts()
    // Nobody waits for a query to finish that has taken too long.
    timeouts.cancel = 0
    let patience = Stop {
      let limit = stop.isOverdue ? Self.lastInquiryLimit : Self.inquiryLimit
      return Clock.monotonic() - start > limit ? .deadline : nil
    }
    var connection = try TargetSession.open(target, timeouts: timeouts, patience)
    let outcome = try TransactionOutcome.resolve(mark, on: &connection)
    return outcome == .inProgress ? nil : outcome
  }
}

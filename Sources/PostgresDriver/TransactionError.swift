/// Why a transaction did not end as intended; each case says what is known of the target's state.
package enum TransactionError: Error {
  /// BEGIN failed: nothing was done.
  case begin(PostgresError)
  /// The body failed, or the run was stopped or the session lost before COMMIT was sent.
  ///
  /// Nothing was written, also when `rollback` is set: ROLLBACK failed too, and the server rolls
  /// back when the session ends.
  case body(any Error, rollback: PostgresError?)
  /// COMMIT was refused: PostgreSQL rolled back.
  case commit(PostgresError)
  /// COMMIT was sent and its answer lost: ask `TransactionOutcome.resolve` on a new connection.
  case outcomeUnknown(TransactionMark, PostgresError)

  /// What failed first.
  package var cause: any Error {
    switch self {
    case .begin(let error), .commit(let error), .outcomeUnknown(_, let error): error
    case .body(let error, _): error
    }
  }
}

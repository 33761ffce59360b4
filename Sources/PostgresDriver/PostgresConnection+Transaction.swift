internal import CPostgres

extension PostgresConnection {
  /// Runs `body` between `begin` and COMMIT; rolls back when it throws or the caller wants to stop.
  ///
  /// A stop is ignored during the COMMIT of writes: its answer is awaited, until
  /// `isOverdue`.
  package mutating func transaction<R>(
    _ begin: PostgresStatement, _ body: (inout PostgresConnection) throws -> R
  ) throws(TransactionError) -> R {
    do throws(PostgresError) {
      try finishCopy()
      if link.isUsable, unsafe PQtransactionStatus(link.handle) != PQTRANS_IDLE {
        throw .misuse(begin.name, "a transaction is open already")
      }
    } catch {
      throw .begin(error)
    }
    do {
      try sendSimple(begin)
      _ = try collect(begin.name)
    } catch {
      // A stop may have met a BEGIN that had already worked.
      _ = rollBack()
      throw .begin(error)
    }
    let value: R
    do {
      value = try body(&self)
      try finishCopy()
    } catch {
      throw .body(error, rollback: rollBack())
    }
    do throws(TransactionError) {
      try commit()
    } catch {
      // A COMMIT without an answer is not over: whoever resolves it says when it is.
      if case .outcomeUnknown = error { throw error }
      onCommit(false)
      throw error
    }
    onCommit(false)
    return value
  }

  private mutating func commit() throws(TransactionError) {
    // nil when nothing was written but temporary tables: nobody has to know how that ends.
    let mark: TransactionMark?
    do {
      // The last check of `shouldStop` happens in here.
      mark = try row(
        PostgresStatement(
          "ask for the transaction's id",
          """
          SELECT CASE WHEN pg_catalog.current_setting('transaction_read_only')
              OPERATOR(pg_catalog.=) 'off'
            THEN pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text END,
            \(TransactionMark.era)
          """)
      ) { (result, row) throws(PostgresError) in
        guard let xid = try result.stringIfPresent(row, 0).flatMap({ UInt64($0) }) else {
          return nil
        }
        return TransactionMark(xid: xid, era: try result.stringIfPresent(row, 1) ?? "")
      }
      if link.isStopWanted { throw PostgresError.stopped("the transaction") }
      // COMMIT outside of a transaction succeeds with a mere warning.
      if unsafe PQtransactionStatus(link.handle) != PQTRANS_INTRANS {
        throw PostgresError.misuse("commit", "the transaction has been ended already")
      }
      if mark != nil { onCommit(true) }
      try sendSimple(PostgresStatement("commit", "COMMIT"))
    } catch {
      // In an aborted transaction the query fails; COMMIT would be a ROLLBACK.
      throw .body(error, rollback: rollBack())
    }
    try awaitCommit(mark)
  }

  private mutating func awaitCommit(_ mark: TransactionMark?) throws(TransactionError) {
    let patience =
      mark == nil
      ? .untilStopped : Patience.unstoppable(seconds: timeouts.commit, isOver: isOverdue)
    let tag: String
    do {
      tag = try collect("commit", patience).commandTag
    } catch {
      if error.kind != .server, let mark {
        link.abandon()
        throw .outcomeUnknown(mark, error)
      }
      throw .commit(error)
    }
    if tag != "COMMIT" {
      throw .commit(
        PostgresError(
          kind: .server, sqlState: .inFailedSQLTransaction, statement: "commit",
          message: "PostgreSQL rolled the transaction back instead of committing it",
          hint: SQLState.inFailedSQLTransaction.remedy ?? ""))
    }
  }

  /// Ends the transaction if one is open, whatever `shouldStop` says; returns why that failed.
  ///
  /// With the session gone there is nothing to do: the server rolls back by itself.
  private mutating func rollBack() -> PostgresError? {
    giveUpCopy()
    guard link.isUsable, unsafe PQtransactionStatus(link.handle) != PQTRANS_IDLE else {
      return nil
    }
    do {
      try sendSimple(PostgresStatement("roll back", "ROLLBACK"))
      _ = try collect("roll back", .unstoppable(seconds: timeouts.cancel))
      return nil
    } catch {
      return error
    }
  }
}

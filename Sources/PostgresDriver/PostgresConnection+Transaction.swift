internal import CPostgres

extension PostgresConnection {
  /// Runs `body` between `begin` and COMMIT; rolls back when it throws or the caller wants to stop.
  ///
  /// A stop is ignored during the COMMIT of writes: its answer is awaited, until
  /// `isOverdue`. BEGIN is sent with the first statement, and the COMMIT of what only reads with the next one, unless
  /// its last statement was a `copyOut` that commits.
  package mutating func transaction<R>(
    _ begin: PostgresStatement, _ body: (inout PostgresConnection) throws -> R
  ) throws(TransactionError) -> R {
    do throws(PostgresError) {
      try finishCopy()
      try sendForeign()
      if link.queue.isEmpty, link.isUsable, !isIdle {
        throw .misuse(begin.name, "a transaction is open already")
      }
      try requireUsable(begin)
    } catch {
      throw .begin(error)
    }
    link.queue.append(QueuedStatement(begin, .begins))
    let value: R
    do {
      value = try body(&self)
      try finishCopy()
    } catch {
      throw ended(by: error, begin)
    }
    // Its last statement may have brought the COMMIT with it.
    if begin.commitsNothing, link.queue.isEmpty && isIdle || commitLater() { return value }
    do throws(TransactionError) {
      try commit(begin)
    } catch {
      // A COMMIT without an answer is not over: whoever resolves it says when it is.
      if case .outcomeUnknown = error { throw error }
      onCommit(false)
      throw error
    }
    onCommit(false)
    return value
  }

  /// Asks within a transaction of its own, in a single turn; what is written is committed when it returns.
  ///
  /// What is queued becomes part of it. Only for writes of which a lost answer leaves nothing unknown that matters.
  package mutating func ask<Answer>(
    _ question: Question<Answer>, inside begin: PostgresStatement
  ) throws(PostgresError) -> Answer {
    let start = link.queue.lastIndex { $0.role == .ends }.map { $0 + 1 } ?? 0
    link.queue.insert(QueuedStatement(begin, .begins), at: start)
    link.queue += question.parts
    do throws(PostgresError) {
      try Self.check(commitTag: try exchange(Self.commit).commandTag)
    } catch {
      _ = rollBack()
      throw error
    }
    return try question.answered()
  }

  /// Sends what is queued unless it ends a transaction: it would become part of the next one.
  private mutating func sendForeign() throws(PostgresError) {
    if let last = link.queue.last, last.role != .ends { try sendQueue() }
  }

  static let commit = PostgresStatement("commit", "COMMIT")

  /// True when no transaction is open, as far as the answers tell that have come.
  private var isIdle: Bool { unsafe PQtransactionStatus(link.handle) == PQTRANS_IDLE }

  /// True when a transaction is open and sound.
  private var isInTransaction: Bool { unsafe PQtransactionStatus(link.handle) == PQTRANS_INTRANS }

  /// What the error makes of the transaction, once it is rolled back.
  private mutating func ended(
    by error: any Error, _ begin: PostgresStatement
  ) -> TransactionError {
    let rollback = rollBack()
    if let error = error as? PostgresError, error.statement == begin.name { return .begin(error) }
    return .body(error, rollback: rollback)
  }

  /// Leaves COMMIT to the next turn; false where it must be awaited because something is wrong.
  private mutating func commitLater() -> Bool {
    // A transaction without a statement need not be.
    if link.queue.last?.role == .begins { return link.queue.popLast() != nil }
    guard isInTransaction || link.queue.contains(where: { $0.role == .begins }) else {
      return false
    }
    queueCommit()
    return true
  }

  /// Keeps a COMMIT; `done` is called when PostgreSQL has done it.
  mutating func queueCommit(_ done: @escaping () -> Void = {}) {
    link.queue.append(
      QueuedStatement(Self.commit, .ends) { (result) throws(PostgresError) in
        try Self.check(commitTag: result.commandTag)
        done()
      })
  }

  private mutating func commit(_ begin: PostgresStatement) throws(TransactionError) {
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
      if !isInTransaction {
        throw PostgresError.misuse("commit", "the transaction has been ended already")
      }
      if mark != nil { onCommit(true) }
      _ = try sendSimple(Self.commit)
    } catch {
      // In an aborted transaction the query fails; COMMIT would be a ROLLBACK.
      throw ended(by: error, begin)
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
    do {
      try Self.check(commitTag: tag)
    } catch {
      throw .commit(error)
    }
  }

  static func check(commitTag tag: String) throws(PostgresError) {
    guard tag != "COMMIT" else { return }
    throw PostgresError(
      kind: .server, sqlState: .inFailedSQLTransaction, statement: commit.name,
      message: "PostgreSQL rolled the transaction back instead of committing it",
      hint: SQLState.inFailedSQLTransaction.remedy ?? "")
  }

  /// Ends the transaction if one is open, whatever `shouldStop` says; returns why that failed.
  ///
  /// With the session gone there is nothing to do: the server rolls back by itself.
  mutating func rollBack() -> PostgresError? {
    giveUpCopy()
    if let begin = link.queue.lastIndex(where: { $0.role == .begins }) {
      link.queue.removeSubrange(begin...)
      return nil
    }
    link.queue = []
    guard link.isUsable, !isIdle else { return nil }
    do {
      _ = try sendSimple(PostgresStatement("roll back", "ROLLBACK"))
      _ = try collect("roll back", .unstoppable(seconds: timeouts.cancel))
      return nil
    } catch {
      return error
    }
  }
}

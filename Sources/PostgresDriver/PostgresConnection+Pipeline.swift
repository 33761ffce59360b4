internal import CPostgres

/// A statement that is sent together with others, and who reads its answer.
struct QueuedStatement {
  /// What it is to a transaction.
  enum Role {
    case begins, within, ends
  }

  let statement: PostgresStatement
  let role: Role
  let read: (borrowing PostgresResult) throws(PostgresError) -> Void

  init(
    _ statement: PostgresStatement, _ role: Role = .within,
    _ read: @escaping (borrowing PostgresResult) throws(PostgresError) -> Void = { _ in }
  ) {
    (self.statement, self.role, self.read) = (statement, role, read)
  }

  /// What is wrong with its answer; nil when nothing is.
  func refusal(_ result: borrowing PostgresResult) -> PostgresError? {
    do throws(PostgresError) {
      try read(result)
      return nil
    } catch {
      return error
    }
  }
}

/// Several statements in one turn: PostgreSQL works on them in their order, and after one that it refuses on none.
extension PostgresConnection {
  /// Keeps the statement until the next one is sent, and sends it before that in the same turn.
  ///
  /// Its failure, which names it, is thrown then.
  package mutating func queue(_ statement: PostgresStatement) {
    link.queue.append(QueuedStatement(statement))
  }

  /// The same for several.
  package mutating func queue(_ statements: [PostgresStatement]) {
    link.queue += statements.map { QueuedStatement($0) }
  }

  /// The same, where its answer matters: `read` takes it then, and what it throws is thrown then.
  package mutating func queue(
    _ statement: PostgresStatement,
    _ read: @escaping (borrowing PostgresResult) throws(PostgresError) -> Void
  ) {
    link.queue.append(QueuedStatement(statement, .within, read))
  }

  /// Keeps the statements as a transaction of their own; `done` is called once it is committed.
  package mutating func queue(
    _ statements: [PostgresStatement], inside begin: PostgresStatement,
    _ done: @escaping () -> Void = {}
  ) {
    link.queue.append(QueuedStatement(begin, .begins))
    link.queue += statements.map { QueuedStatement($0) }
    queueCommit(done)
  }

  /// Sends what is queued, if anything is: before a wait for something other than PostgreSQL.
  package mutating func sendQueue() throws(PostgresError) {
    guard let last = link.queue.popLast() else { return }
    try last.read(try exchange(last.statement))
  }

  /// Asks a question, or several as one, in a single turn.
  package mutating func ask<Answer>(
    _ question: Question<Answer>
  ) throws(PostgresError) -> Answer {
    if let last = question.parts.last {
      link.queue += question.parts.dropLast()
      try last.read(try exchange(last.statement))
    }
    return try question.answered()
  }

  /// Sends the statement behind those that are queued and returns its answer, once the others' were read.
  mutating func exchange(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
    let queued = takeQueue()
    try finishCopy()
    if queued.isEmpty {
      try send(statement)
      return try collect(statement.name)
    }
    if unsafe PQenterPipelineMode(link.handle) == 0 { throw lost(statement.name) }
    for one in queued { try send(one.statement) }
    try send(statement)
    if unsafe PQpipelineSync(link.handle) == 0 { throw lost(statement.name) }
    do throws(PostgresError) {
      return try collectPipeline(queued, statement)
    } catch {
      leaveBroken(queued)
      throw error
    }
  }

  /// Ends a transaction that was queued as a whole, when one of its statements was refused: nobody else would.
  mutating func leaveBroken(_ queued: [QueuedStatement]) {
    guard queued.last(where: { $0.role != .within })?.role == .ends,
      unsafe PQtransactionStatus(link.handle) == PQTRANS_INERROR
    else { return }
    _ = rollBack()
  }

  /// What is queued, which is sent now or never.
  mutating func takeQueue() -> [QueuedStatement] {
    defer { link.queue = [] }
    return link.queue
  }

  private mutating func send(_ statement: PostgresStatement) throws(PostgresError) {
    try requireUsable(statement)
    let block = try ParameterBlock(statement)
    let sent = unsafe block.withValues { values in
      unsafe PQsendQueryParams(
        link.handle, statement.sql.text, Int32(block.types.count), block.types, values,
        block.lengths,
        block.formats, 0)
    }
    if sent == 0 { throw lost(statement.name) }
  }

  /// Takes all answers, those to the `queued` first, and returns the last; throws the first fault once all are
  /// taken.
  ///
  /// A stop cancels what is not done. All may have been done by then, even a COMMIT: then it was not a stop.
  private mutating func collectPipeline(
    _ queued: [QueuedStatement], _ statement: PostgresStatement
  ) throws(PostgresError) -> PostgresResult {
    var answers = PipelineAnswers(queued, statement)
    do throws(WaitFault) {
      do throws(WaitFault) {
        try answers.take(link, .untilStopped)
      } catch .stopped {
        answers.isStopped = true
        try cancel(&answers)
      }
    } catch {
      // The server's last word may come before the end of the session shows.
      let place = answers.fault?.statement ?? answers.current
      if case .timedOut = error {
        link.abandon()
        throw .stopped(place)
      }
      throw failure(error, of: place, .untilStopped, answers.fault)
    }
    if unsafe PQexitPipelineMode(link.handle) == 0 { throw lost(statement.name) }
    return try answers.last()
  }

  /// Cancels what is not done and takes the answers. PostgreSQL ignores a request that meets it between two
  /// statements: then it gets another one.
  private func cancel(_ answers: inout PipelineAnswers) throws(WaitFault) {
    let whole = Patience.unstoppable(seconds: timeouts.cancel)
    while true {
      let cancel = unsafe QueryCancel(of: link.handle)
      var patience = whole
      patience.deadline = min(Patience.now() + 200, whole.deadline ?? 0)
      do throws(WaitFault) {
        try answers.take(link, patience)
        return cancel.finish(whole)
      } catch .timedOut where whole.slice() != nil {
        cancel.finish(whole)
      }
    }
  }
}

/// The answers to the statements of one pipeline, as far as they have come.
private struct PipelineAnswers: ~Copyable {
  private let queued: [QueuedStatement]
  private let statement: PostgresStatement
  /// How many statements are answered in full.
  private var answered = 0
  private var newest: PostgresResult?
  private(set) var fault: PostgresError?
  var isStopped = false

  init(_ queued: [QueuedStatement], _ statement: PostgresStatement) {
    (self.queued, self.statement) = (queued, statement)
  }

  /// The name of the statement whose answer is awaited.
  var current: String {
    answered < queued.count ? queued[answered].statement.name : statement.name
  }

  /// Reads until the end of the pipeline.
  mutating func take(
    _ link: borrowing PostgresLink, _ patience: Patience
  ) throws(WaitFault) {
    while true {
      guard let result = try link.nextResult(of: current, patience) else {
        if link.isLost { throw .lost }
        settle()
        continue
      }
      if result.status == PGRES_PIPELINE_SYNC { return }
      if result.isError { fault = fault ?? result.error() }
      newest = consume result
    }
  }

  /// The answer to the present statement is whole.
  private mutating func settle() {
    if answered < queued.count, fault == nil, let result = newest.take() {
      fault = queued[answered].refusal(result)
    }
    answered += 1
  }

  /// The last statement's answer, or what went wrong first.
  consuming func last() throws(PostgresError) -> PostgresResult {
    if let fault {
      throw isStopped && fault.kind == .server ? .stopped(fault.statement) : fault
    }
    guard let newest else {
      throw .misuse(statement.name, "the server's answer is not the one to this statement")
    }
    return newest
  }
}

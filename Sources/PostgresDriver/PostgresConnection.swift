internal import CPostgres

/// One session with PostgreSQL, used from one thread; closed with its owner.
///
/// Every wait checks `shouldStop` at least every 200 ms: a stop cancels the statement, leaves the
/// session usable if possible, and throws `.stopped`.
package struct PostgresConnection: ~Copyable {
  var link: PostgresLink
  let timeouts: PostgresTimeouts
  /// Who answered.
  package let server: PostgresServer
  /// Pins the session's settings again, after code that is not ours may have set them.
  package static let pinAgain: SQL = "SELECT \(SessionPin.calls)"
  /// The `search_path` that the role would have had.
  package private(set) var initialSearchPath: String
  /// The schemas of that path which exist and are open to the role, in their order, as an array of names in
  /// PostgreSQL's notation.
  package private(set) var initialSchemas: String
  /// What the caller has asked beside the connect, as text; empty for NULL.
  package private(set) var besideConnect: String
  /// Called with true before the COMMIT of writes is sent and with false when its fate is known, which
  /// after an unknown outcome the caller has to find out: in between the process should not be ended.
  package var onCommit: (Bool) -> Void
  /// True once not even the answer to COMMIT may be waited for any longer: its outcome is unknown then.
  package var isOverdue: () -> Bool

  /// Connects and pins the session's settings.
  ///
  /// An empty value counts as not given, as in libpq. Errors hold no setting but host and port. `beside` is a value
  /// to ask for in the same turn, as SQL under any search path.
  package init(
    _ settings: [ConnectionKeyword], applicationName: String,
    timeouts: PostgresTimeouts = PostgresTimeouts(), beside: SQL = "NULL",
    shouldStop: @escaping () -> Bool
  ) throws(PostgresError) {
    let attempt = try ConnectionAttempt(
      settings, applicationName: applicationName, timeouts: timeouts)
    self = try Self.pinned(attempt, timeouts, beside, shouldStop)
  }

  private static func pinned(
    _ attempt: ConnectionAttempt, _ timeouts: PostgresTimeouts, _ beside: SQL,
    _ shouldStop: @escaping () -> Bool
  ) throws(PostgresError) -> PostgresConnection {
    var connection = PostgresConnection(
      adopting: try attempt.connect(shouldStop: shouldStop), timeouts)
    let announced = connection.server.backendPID
    let backend = try connection.pin(announced, beside)
    if backend == announced { return connection }
    // The peer is not the backend itself, but a pooler.
    let probe = PoolerProbe(attempt: attempt, timeouts: timeouts, shouldStop: shouldStop)
    if try probe.findsSharing(of: &connection) { throw PoolerProbe.fault }
    if try connection.pin(backend, beside) != backend { throw PoolerProbe.fault }
    return connection
  }

  /// Sets the session up if its backend has this process id; returns the one that it has.
  private mutating func pin(_ backend: Int32, _ beside: SQL) throws(PostgresError) -> Int32 {
    let pins = SessionPin.statement(
      timeouts, backend: backend, options: server.options, beside: beside)
    let (path, found, schemas, other) = try row(pins) { (result, row) throws(PostgresError) in
      (
        try result.string(row, 0), try result.int64(row, 1), try result.string(row, 2),
        try result.stringIfPresent(row, 3) ?? ""
      )
    }
    (initialSearchPath, initialSchemas, besideConnect) = (path, schemas, other)
    return Int32(truncatingIfNeeded: found)
  }

  /// A session whose settings are the server's and the role's own.
  init(adopting link: consuming PostgresLink, _ timeouts: PostgresTimeouts) {
    server = PostgresServer(link)
    self.link = link
    self.timeouts = timeouts
    (initialSearchPath, initialSchemas, besideConnect) = ("", "{}", "")
    onCommit = { _ in }
    isOverdue = { false }
  }

  /// False when the session is gone or its state unknown: only a new connection helps.
  package var isUsable: Bool { link.isUsable }

  /// False when the session is gone, as far as that has become known by now.
  package mutating func isAlive() -> Bool {
    // A server that ends a session says so first: its last words, and then the end, are read.
    for _ in 0..<2 where link.isUsable {
      if unsafe PQconsumeInput(link.handle) == 0 { link.abandon() }
    }
    return link.isUsable
  }

  /// Throws when the session is known to be gone by now, and its locks with it; `purpose` says for what it is needed.
  package mutating func requireAlive(for purpose: String) throws(PostgresError) {
    for _ in 0..<2 {
      if !link.isUsable { throw .lost(purpose) }
      if unsafe PQconsumeInput(link.handle) == 0 { throw lost(purpose) }
    }
  }

  /// Runs one statement and returns how many rows it touched.
  @discardableResult
  package mutating func execute(_ statement: PostgresStatement) throws(PostgresError) -> Int {
    try exchange(statement).affectedRows
  }

  /// Runs one statement and lends its answer.
  package mutating func query<R>(
    _ statement: PostgresStatement,
    _ body: (borrowing PostgresResult) throws(PostgresError) -> R
  ) throws(PostgresError) -> R {
    let result = try exchange(statement)
    return try body(result)
  }

  /// Runs several statements in one text, without parameters; the last one's rows are counted.
  @discardableResult
  package mutating func executeScript(_ script: PostgresStatement) throws(PostgresError) -> Int {
    try finishCopy()
    let queued = try sendSimple(script)
    return try collect(script.name, after: queued).affectedRows
  }
}

extension PostgresConnection {
  /// Sends a statement by the simple protocol, which takes several at once, behind those that are queued;
  /// returns these.
  mutating func sendSimple(
    _ statement: PostgresStatement
  ) throws(PostgresError) -> [QueuedStatement] {
    if link.queue.contains(where: { !$0.statement.parameters.isEmpty }) { try sendQueue() }
    try requireUsable(statement)
    if !statement.parameters.isEmpty {
      throw .misuse(statement.name, "parameters are not possible here")
    }
    let queued = takeQueue()
    let text = (queued.map(\.statement.sql) + [statement.sql]).joined(separator: ";\n").text
    if unsafe PQsendQuery(link.handle, text) == 0 { throw lost(statement.name) }
    return queued
  }

  /// Takes all answers, those to the `queued` first, and returns the last; throws the first refusal.
  ///
  /// With `opening` it returns as soon as the COPY of that direction is open.
  mutating func collect(
    _ statement: String, _ patience: Patience = .untilStopped, opening: ExecStatusType? = nil,
    after queued: [QueuedStatement] = []
  ) throws(PostgresError) -> PostgresResult {
    var refusal: PostgresError?
    var last: PostgresResult?
    let sent = queued
    var queued = queued[...]
    do throws(WaitFault) {
      while let result = try link.nextResult(
        of: queued.first?.statement.name ?? statement, patience)
      {
        if refusal == nil, result.status == opening { return result }
        if result.isError {
          refusal = refusal ?? result.error()
        } else if let first = queued.popFirst() {
          refusal = refusal ?? first.refusal(result)
        } else if result.status == PGRES_COPY_IN || result.status == PGRES_COPY_OUT {
          refusal = refusal ?? .misuse(statement, "COPY of this direction needs its own call")
          link.interrupt(seconds: timeouts.cancel)
        }
        last = consume result
      }
    } catch {
      let fault = failure(error, of: queued.first?.statement.name ?? statement, patience, refusal)
      leaveBroken(sent)
      throw fault
    }
    if let refusal {
      leaveBroken(sent)
      throw link.isLost ? .lost(statement, sqlState: refusal.sqlState) : refusal
    }
    guard opening == nil, let last else {
      throw .misuse(statement, "the server's answer is not the one to this statement")
    }
    return last
  }

  /// What a wait that ended without an answer means, after the session was put in order.
  mutating func failure(
    _ fault: WaitFault, of statement: String, _ patience: Patience = .untilStopped,
    _ refusal: PostgresError? = nil
  ) -> PostgresError {
    switch fault {
    case .stopped:
      link.interrupt(seconds: timeouts.cancel)
      return .stopped(statement)
    case .timedOut:
      link.abandon()
      return .timedOut(statement, seconds: patience.seconds)
    case .lost:
      return lost(statement, refusal?.sqlState)
    }
  }

  /// The error for a session that is gone, which is given up; `known` is the SQLSTATE that it ended
  /// with, else the server's last words are searched.
  mutating func lost(_ statement: String, _ known: SQLState? = nil) -> PostgresError {
    let sqlState = known ?? link.farewell()
    link.abandon()
    return .lost(statement, sqlState: sqlState)
  }

  func requireUsable(_ statement: PostgresStatement) throws(PostgresError) {
    if !link.isUsable { throw .lost(statement.name) }
    if statement.sql.text.utf8.contains(0) {
      throw .misuse(statement.name, "the SQL text holds a NUL character")
    }
  }
}

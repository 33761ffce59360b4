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
  /// Called with true before the COMMIT of writes is sent and with false when its fate is known, which
  /// after an unknown outcome the caller has to find out: in between the process should not be ended.
  package var onCommit: (Bool) -> Void
  /// True once not even the answer to COMMIT may be waited for any longer: its outcome is unknown then.
  package var isOverdue: () -> Bool

  /// Connects and pins the session's settings.
  ///
  /// An empty value counts as not given, as in libpq. Errors hold no setting but host and port.
  package init(
    _ settings: [ConnectionKeyword], applicationName: String,
    timeouts: PostgresTimeouts = PostgresTimeouts(), shouldStop: @escaping () -> Bool
  ) throws(PostgresError) {
    let attempt = try ConnectionAttempt(
      settings, applicationName: applicationName, timeouts: timeouts)
    self = try Self.pinned(attempt, timeouts, shouldStop)
  }

  private static func pinned(
    _ attempt: ConnectionAttempt, _ timeouts: PostgresTimeouts, _ shouldStop: @escaping () -> Bool
  ) throws(PostgresError) -> PostgresConnection {
    var connection = PostgresConnection(
      adopting: try attempt.connect(shouldStop: shouldStop), timeouts)
    let announced = connection.server.backendPID
    let backend = try connection.pin(announced)
    if backend == announced { return connection }
    // The peer is not the backend itself, but a pooler.
    let probe = PoolerProbe(attempt: attempt, timeouts: timeouts, shouldStop: shouldStop)
    if try probe.findsSharing(of: &connection) { throw PoolerProbe.fault }
    if try connection.pin(backend) != backend { throw PoolerProbe.fault }
    return connection
  }

  /// Sets the session up if its backend has this process id; returns the one that it has.
  private mutating func pin(_ backend: Int32) throws(PostgresError) -> Int32 {
    let pins = SessionPin.statement(timeouts, backend: backend, options: server.options)
    let (path, found, schemas) = try row(pins) { (result, row) throws(PostgresError) in
      (try result.string(row, 0), try result.int64(row, 1), try result.string(row, 2))
    }
    (initialSearchPath, initialSchemas) = (path, schemas)
    return Int32(truncatingIfNeeded: found)
  }

  /// A session whose settings are the server's and the role's own.
  init(adopting link: consuming PostgresLink, _ timeouts: PostgresTimeouts) {
    server = PostgresServer(link)
    self.link = link
    self.timeouts = timeouts
    (initialSearchPath, initialSchemas) = ("", "{}")
    onCommit = { _ in }
    isOverdue = { false }
  }

  /// False when the session is gone or its state unknown: only a new connection helps.
  package var isUsable: Bool { link.isUsable }

  /// Runs one statement and returns how many rows it touched.
  @discardableResult
  package mutating func execute(_ statement: PostgresStatement) throws(PostgresError) -> Int {
    try run(statement).affectedRows
  }

  /// Runs one statement and lends its answer.
  package mutating func query<R>(
    _ statement: PostgresStatement,
    _ body: (borrowing PostgresResult) throws(PostgresError) -> R
  ) throws(PostgresError) -> R {
    let result = try run(statement)
    return try body(result)
  }

  /// Runs several statements in one text, without parameters; the last one's rows are counted.
  @discardableResult
  package mutating func executeScript(_ script: PostgresStatement) throws(PostgresError) -> Int {
    try finishCopy()
    try sendSimple(script)
    return try collect(script.name).affectedRows
  }

  private mutating func run(
    _ statement: PostgresStatement
  ) throws(PostgresError) -> PostgresResult {
    try finishCopy()
    try requireUsable(statement)
    let block = try ParameterBlock(statement)
    let sent = unsafe block.withValues { values in
      unsafe PQsendQueryParams(
        link.handle, statement.sql.text, Int32(block.types.count), block.types, values,
        block.lengths,
        block.formats, 0)
    }
    if sent == 0 { throw lost(statement.name) }
    return try collect(statement.name)
  }
}

extension PostgresConnection {
  /// Sends a statement by the simple protocol, which takes several at once.
  mutating func sendSimple(_ statement: PostgresStatement) throws(PostgresError) {
    try requireUsable(statement)
    if !statement.parameters.isEmpty {
      throw .misuse(statement.name, "parameters are not possible here")
    }
    if unsafe PQsendQuery(link.handle, statement.sql.text) == 0 { throw lost(statement.name) }
  }

  /// Takes all answers and returns the last; throws the first refusal.
  ///
  /// With `opening` it returns as soon as the COPY of that direction is open.
  mutating func collect(
    _ statement: String, _ patience: Patience = .untilStopped, opening: ExecStatusType? = nil
  ) throws(PostgresError) -> PostgresResult {
    var refusal: PostgresError?
    var last: PostgresResult?
    do throws(WaitFault) {
      while let result = try link.nextResult(of: statement, patience) {
        if result.status == opening { return result }
        if result.isError {
          refusal = refusal ?? result.error()
        } else if result.status == PGRES_COPY_IN || result.status == PGRES_COPY_OUT {
          refusal = refusal ?? .misuse(statement, "COPY of this direction needs its own call")
          link.interrupt(seconds: timeouts.cancel)
        }
        last = consume result
      }
    } catch {
      throw failure(error, of: statement, patience, refusal)
    }
    if let refusal {
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

internal import CPostgres
internal import Glibc

/// One libpq connection in non-blocking mode: every wait is a poll(2) of our own, so that a stop
/// is noticed and no call hangs for longer than its patience.
@safe
struct PostgresLink: ~Copyable {
  let handle: OpaquePointer
  private let shouldStop: () -> Bool
  /// What is sent with the next statement, before it.
  var queue: [QueuedStatement] = []
  /// The COPY whose answer has not been collected yet.
  var pendingCopy: String?
  /// Tells whether the advisory locks are free, once their release was queued; nil when it was not.
  var release: LockRelease?
  /// Set when the protocol's state is unknown: nothing may be sent any more.
  private(set) var isAbandoned = false

  /// Takes over the connection, which `PQfinish` closes.
  init(adopting handle: OpaquePointer, shouldStop: @escaping () -> Bool) {
    unsafe self.handle = unsafe handle
    self.shouldStop = shouldStop
  }

  deinit {
    unsafe PQfinish(handle)
  }

  /// True while statements may be sent.
  var isUsable: Bool { !isAbandoned && !isLost }

  /// True when libpq itself knows that the session is gone.
  var isLost: Bool { unsafe PQstatus(handle) == CONNECTION_BAD }

  /// True when the caller wants to stop.
  var isStopWanted: Bool { shouldStop() }

  /// Gives the session up: the state of the protocol is unknown, and from here on `isUsable` is
  /// false.
  mutating func abandon() {
    isAbandoned = true
  }

  /// Sleeps for one slice at most; true when the socket is ready for one of `events`.
  func pause(for events: Int32, _ patience: Patience) throws(WaitFault) -> Bool {
    if patience.honoursStop && shouldStop() { throw .stopped }
    if let isOver = patience.isOver, isOver() { throw .timedOut }
    guard let slice = patience.slice() else { throw .timedOut }
    var entry = pollfd(fd: unsafe PQsocket(handle), events: Int16(events), revents: 0)
    guard entry.fd >= 0 else { throw .lost }
    let ready = unsafe poll(&entry, 1, slice)
    // EINTR is a reason to look at `shouldStop` again, which the caller's loop does.
    if ready < 0 && errno != EINTR { throw .lost }
    return ready > 0
  }

  /// Sleeps until the socket moves, at most for one slice, then takes in what has arrived.
  ///
  /// Also after a slice without news: bytes may wait decrypted in the TLS library, where poll(2)
  /// does not see them.
  func exchange(writing: Bool, _ patience: Patience) throws(WaitFault) {
    _ = try pause(for: POLLIN | (writing ? POLLOUT : 0), patience)
    if unsafe PQconsumeInput(handle) == 0 { throw .lost }
  }

  /// Hands everything queued to the kernel.
  func flush(_ patience: Patience) throws(WaitFault) {
    while true {
      switch unsafe PQflush(handle) {
      case 0: return
      case 1: try exchange(writing: true, patience)
      default: throw .lost
      }
    }
  }

  /// The next answer to what was sent; nil when the last one has been taken.
  func nextResult(
    of statement: String, _ patience: Patience
  ) throws(WaitFault) -> PostgresResult? {
    try flush(patience)
    while unsafe PQisBusy(handle) == 1 {
      try exchange(writing: false, patience)
    }
    guard let result = unsafe PQgetResult(handle) else { return nil }
    return unsafe PostgresResult(adopting: result, statement: statement)
  }

  /// Takes all answers that are left and ends a COPY in progress.
  func drain(_ patience: Patience) throws(WaitFault) {
    while let result = try nextResult(of: "", patience) {
      switch result.status {
      case PGRES_COPY_IN: _ = unsafe PQputCopyEnd(handle, "abandoned by the client")
      case PGRES_COPY_OUT: try skipCopyOut(patience)
      default: break
      }
    }
  }

  private func skipCopyOut(_ patience: Patience) throws(WaitFault) {
    while true {
      var row: UnsafeMutablePointer<CChar>?
      let length = unsafe PQgetCopyData(handle, &row, 1)
      if let row = unsafe row { unsafe PQfreemem(row) }
      if length < 0 { return }
      if length == 0 { try exchange(writing: false, patience) }
    }
  }

  /// Ends what is running by a cancel request, so that the session can be used again; gives the
  /// session up when that takes longer than `seconds`.
  mutating func interrupt(seconds: Int) {
    let patience = Patience.unstoppable(seconds: seconds)
    let cancel = unsafe QueryCancel(of: handle)
    do {
      try drain(patience)
    } catch {
      isAbandoned = true
    }
    cancel.finish(patience)
  }

  /// What the server said before it closed the session, if anything.
  func farewell() -> SQLState? {
    // With the socket gone libpq answers from its buffer and cannot block.
    guard isLost else { return nil }
    for _ in 0..<8 {
      guard let result = unsafe PQgetResult(handle) else { return nil }
      let answer = unsafe PostgresResult(adopting: result, statement: "")
      if answer.isError, let state = answer.error().sqlState { return state }
    }
    return nil
  }
}

/// Why waiting for the server ended without an answer.
enum WaitFault: Error {
  case stopped, timedOut, lost
}

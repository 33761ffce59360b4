internal import CPostgres
internal import Glibc

/// One connect: the settings with the tool's defaults, and the loop that waits for the server.
struct ConnectionAttempt {
  private let keywords: [ConnectionKeyword]
  private let timeouts: PostgresTimeouts
  /// Seconds; nil for no limit.
  private let limit: Int?

  /// Completes the settings with the tool's defaults; throws `.badSettings` for a NUL character in a
  /// value, and for a `connect_timeout` that is not a number.
  init(
    _ settings: [ConnectionKeyword], applicationName: String, timeouts: PostgresTimeouts
  ) throws(PostgresError) {
    let given = settings.filter { !$0.value.isEmpty && $0.keyword != "client_encoding" }
    for setting in given where setting.value.utf8.contains(0) {
      throw ConnectFault.badSettings("the setting \(setting.keyword) holds a NUL character")
    }
    let defaults = [
      ("application_name", applicationName), ("keepalives", "1"), ("keepalives_idle", "30"),
      ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "60000"),
    ]
    keywords =
      given
      + defaults.filter { pair in !given.contains { $0.keyword == pair.0 } }
      .map { ConnectionKeyword(keyword: $0.0, value: $0.1) }
      + [ConnectionKeyword(keyword: "client_encoding", value: "UTF8")]
    self.timeouts = timeouts
    limit = try Self.limit(given, timeouts)
  }

  /// As in libpq 0 and less mean no limit; in non-blocking mode libpq leaves it to its caller.
  private static func limit(
    _ given: [ConnectionKeyword], _ timeouts: PostgresTimeouts
  ) throws(PostgresError) -> Int? {
    guard let setting = given.last(where: { $0.keyword == "connect_timeout" }) else {
      return timeouts.connect
    }
    guard let seconds = Int32(setting.value) else {
      throw ConnectFault.badSettings("the setting connect_timeout is not a number of seconds")
    }
    return seconds > 0 ? Int(seconds) : nil
  }

  /// Connects and returns the session, in non-blocking mode.
  ///
  /// Throws `.stopped` when `shouldStop` says so, `.unreachable` when nobody answers in time or
  /// accepts the connection, `.refused` for faulty credentials, `.badSettings` for settings that
  /// libpq cannot use, and `.server` for any other refusal.
  func connect(shouldStop: @escaping () -> Bool) throws(PostgresError) -> PostgresLink {
    let deadline = limit.map { Patience.now() + Int64($0) * 1_000 }
    var link = unsafe PostgresLink(adopting: try start(), shouldStop: shouldStop)
    let patience = Patience(honoursStop: true, deadline: deadline)
    do throws(WaitFault) {
      guard try wait(link, patience) else { throw .lost }
    } catch {
      switch error {
      case .stopped: throw .stopped(ConnectFault.statement)
      case .timedOut: throw ConnectFault(link).timedOut(seconds: limit ?? 0)
      case .lost: throw ConnectFault(link).error()
      }
    }
    if unsafe PQsetnonblocking(link.handle, 1) != 0 {
      link.abandon()
      throw ConnectFault(link).error()
    }
    return link
  }

  private func start() throws(PostgresError) -> OpaquePointer {
    // Two blocks of C strings in the same order: the keywords, and their values.
    var names = CStringBlock()
    var values = CStringBlock()
    for setting in keywords {
      names.append(setting.keyword)
      values.append(setting.value)
    }
    let handle = unsafe names.withPointers { names in
      unsafe values.withPointers { values in unsafe PQconnectStartParams(names, values, 0) }
    }
    guard let handle = unsafe handle else {
      throw ConnectFault.badSettings("out of memory for a connection")
    }
    // An error then holds only the SQLSTATE: no name, no text, in no language.
    unsafe PQsetErrorVerbosity(handle, PQERRORS_SQLSTATE)
    // Notices can hold data, and libpq prints them to standard error.
    unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
    unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
    return unsafe handle
  }

  /// False when libpq gave up. The first wait is for writing, as libpq's manual requires; the
  /// socket may change with every step, so it is read each time.
  private func wait(
    _ link: borrowing PostgresLink, _ patience: Patience
  ) throws(WaitFault) -> Bool {
    if link.isLost { return false }
    var state = PGRES_POLLING_WRITING
    while true {
      switch state {
      case PGRES_POLLING_OK: return true
      case PGRES_POLLING_FAILED: return false
      default:
        let event = state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN
        while try !link.pause(for: event, patience) {}
      }
      state = unsafe PQconnectPoll(link.handle)
    }
  }
}

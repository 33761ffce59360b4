internal import Basics
internal import Glibc
internal import SyncCore

/// The shell command of `--notify-command`, run once with the result on its standard input.
struct NotifyCommand {
  /// Seconds that it may take; then it is killed, with everything it has started.
  static let patience = 10.0

  /// What the command is told of the run in its environment; a synctool that it runs takes none of them
  /// for a setting.
  static let variables = (
    command: "SYNCTOOL_COMMAND", exitCode: "SYNCTOOL_EXIT_CODE", status: "SYNCTOOL_STATUS"
  )

  let command: String

  /// The variables without those of a `--notify-command` that runs this process.
  static func settings(of variables: [String: String]) -> [String: String] {
    let own = [Self.variables.command, Self.variables.exitCode, Self.variables.status]
    guard own.allSatisfy({ variables[$0] != nil }) else { return variables }
    return variables.filter { !own.contains($0.key) }
  }

  /// Runs it to its end, with `variables` instead of the passwords in the environment. What it prints
  /// goes to our standard error. Returns what went wrong with it, in words; nil when nothing did.
  ///
  /// It has its own time limit: an alarm that was set for the run no longer fires.
  func run(input: String, variables: [String: String]) -> String? {
    let cause = StopSignals.cause
    StopSignals.settle()
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return Self.failed(SystemFault(errno).words) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let child: pid_t
    do throws(SystemFault) {
      child = try spawn(input: ends[0], Self.environment(variables))
    } catch {
      ends.forEach { close($0) }
      return Self.failed(error.words)
    }
    close(ends[0])
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    var pipe = NotifyPipe(descriptor: ends[1], text: input)
    return Self.accompany(child, &pipe, cause)
  }

  /// Feeds the command until it ends, its time is up, or the process is asked to end; `cause` is what
  /// asked for that before.
  private static func accompany(
    _ child: pid_t, _ pipe: inout NotifyPipe, _ cause: StopCause?
  ) -> String? {
    let end = Clock.monotonic() + patience
    var status: Int32 = 0
    while true {
      switch waitpid(child, &status, WNOHANG) {
      case child: return verdict(status)
      case -1 where errno != EINTR: return nil
      default: break
      }
      let isLate = Clock.monotonic() >= end
      if isLate || StopSignals.cause != cause {
        kill(-child, SIGKILL)
        waitpid(child, &status, 0)
        return isLate
          ? failed("it took longer than \(Int(patience)) s and was killed")
          : failed("it was killed because synctool was asked to end")
      }
      pipe.feed(milliseconds: 10)
    }
  }

  private static func verdict(_ status: Int32) -> String? {
    let signal = status & 0x7F
    if signal != 0 { return failed("it was ended by signal \(signal)") }
    let code = status >> 8 & 0xFF
    return code == 0 ? nil : failed("it ended with exit code \(code)")
  }

  private static func failed(_ words: String) -> String {
    "the command of \(Options.notifyCommand.name.option) failed: \(words)"
  }

  /// Starts the shell in its own process group, so that all of it can be ended.
  private func spawn(
    input: Int32, _ environment: [UnsafeMutablePointer<CChar>?]
  ) throws(SystemFault) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, 2, 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // We ignore these, and a child would inherit that.
    var usual = sigset_t()
    sigemptyset(&usual)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&usual, signal) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    // A parent that ignores its children's ends makes us ignore them too.
    signal(SIGCHLD, SIG_DFL)
    let words = ["/bin/sh", "-c", command].map { (word: String) in strdup(word) } + [nil]
    let variables = environment + [nil]
    defer { (words + variables).forEach { free($0) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, variables)
    guard code == 0 else { throw SystemFault(code) }
    return child
  }

  /// Our environment to the byte, without the settings that may hold a password, and with the variables; `spawn`
  /// frees them.
  private static func environment(
    _ variables: [String: String]
  ) -> [UnsafeMutablePointer<CChar>?] {
    let passed = ProcessEnvironment.entries().filter {
      !SettingVariable.secretNames.contains($0.name) && variables[$0.name] == nil
    }
    return passed.map { strdup($0.text) } + variables.map { strdup("\($0.key)=\($0.value)") }
  }
}

/// The standard input of a notification's command: our end of a pipe, which never makes us wait long.
private struct NotifyPipe: ~Copyable {
  private let descriptor: Int32
  private var rest: ArraySlice<UInt8>
  private var isOpen = true

  /// Takes over the descriptor, which must not block.
  init(descriptor: Int32, text: String) {
    self.descriptor = descriptor
    rest = Array(text.utf8)[...]
  }

  deinit { if isOpen { close(descriptor) } }

  /// Passes on as much as the command takes within the time; with nothing left, only waits. A command
  /// that does not read its input is not a fault.
  mutating func feed(milliseconds: Int32) {
    var request = pollfd(fd: isOpen ? descriptor : -1, events: Int16(POLLOUT), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return }
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written > 0 { rest.removeFirst(written) }
    if rest.isEmpty || written < 0 && errno != EAGAIN && errno != EINTR {
      close(descriptor)
      isOpen = false
    }
  }
}

internal import Basics
internal import Glibc
internal import Synchronization

/// The signals that end a run, and the alarm that enforces it.
///
/// The first signal, or the deadline, asks the run to stop: it cancels what PostgreSQL is doing and
/// ends in order. A second one, or a run that has not ended some seconds later, ends the process at
/// once: PostgreSQL then rolls back by itself. During COMMIT neither does: its answer
/// decides what the run reports, and the deadline ends the wait for it.
enum StopSignals {
  /// Seconds that a run has for an orderly end; libmongoc's waits cannot be cut short.
  private static let grace = 3.0

  /// The process's only mutable globals: the cause in the low byte with the flags beside it, and
  /// the deadline in milliseconds of the monotonic clock, 0 for none.
  private static let state = Atomic<Int>(0)
  private static let deadline = Atomic<Int>(0)
  private static let causeMask = 0xFF
  private static let committing = 0x100
  private static let saysJSON = 0x200
  private static let committed = 0x400
  private static let partlyWritten = 0x800

  /// nil as long as nothing asked the run to end.
  ///
  /// The first cause stays, except that during COMMIT the deadline replaces a signal.
  static var cause: StopCause? {
    let state = state.load(ordering: .relaxed)
    guard let cause = StopCause(rawValue: state & causeMask) else { return nil }
    return state & committing != 0 && isOverdue ? .deadline : cause
  }

  private static var isOverdue: Bool {
    let end = deadline.load(ordering: .relaxed)
    return end != 0 && Int(Clock.monotonic() * 1000) >= end
  }

  /// Watches for signals from here on, and for the deadline if there is one.
  ///
  /// A signal that the parent has us ignore (`nohup`) stays ignored.
  static func watch(deadline: Double?) {
    _ = cause
    unblock()
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      var old = sigaction()
      sigaction(signal, nil, &old)
      if unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1 { continue }
      install(signal)
    }
    install(SIGALRM)
    arm(deadline: deadline)
  }

  /// Watches only for the deadline, if there is one: settings may come from a pipe that keeps them waiting.
  /// The first deadline stays.
  static func arm(deadline: Double?) {
    guard let deadline, self.deadline.load(ordering: .relaxed) == 0 else { return }
    install(SIGALRM)
    self.deadline.store(Int((Clock.monotonic() + deadline) * 1000), ordering: .relaxed)
    setAlarm(deadline)
  }

  /// The same for a run, which announces its COMMITs in turn.
  static var stop: Stop { Stop({ cause }, committing: setCommitting) }

  private static func setCommitting(_ isCommitting: Bool) {
    if isCommitting {
      state.bitwiseOr(committing, ordering: .relaxed)
    } else {
      state.bitwiseAnd(~committing, ordering: .relaxed)
    }
  }

  /// Called once the run's writes are committed: from then on an end at once no longer means an unchanged target.
  static func setCommitted() {
    state.bitwiseOr(committed, ordering: .relaxed)
  }

  /// Called once documents are written, which stay whatever ends the process.
  static func setPartlyWritten() {
    state.bitwiseOr(partlyWritten, ordering: .relaxed)
  }

  /// Called once the outcome is settled: what still comes has its own time limit.
  static func settle() {
    var timer = itimerval()
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  /// Makes the handler write its message as JSON.
  static func sayInJSON() {
    state.bitwiseOr(saysJSON, ordering: .relaxed)
  }

  /// A parent's threads may block signals, and a child inherits that.
  private static func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGALRM] { sigaddset(&signals, signal) }
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func install(_ signal: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { StopSignals.receive($0) }
    // Without SA_RESTART: a wait in poll ends, and the flag is checked.
    sigaction(signal, &action, nil)
  }

  /// Runs in the handler: atomics, timers, write and _exit only.
  private static func receive(_ signal: Int32) {
    let before = state.load(ordering: .relaxed)
    if before & causeMask == 0 {
      state.bitwiseOr(cause(of: signal).rawValue, ordering: .relaxed)
      setAlarm(grace)
    } else if before & committing != 0 {
      setAlarm(grace)
    } else {
      endAtOnce(before)
    }
  }

  /// Ends the process; its message must be ready as it is.
  private static func endAtOnce(_ state: Int) {
    let isCommitted = state & committed != 0
    let cause = StopCause(rawValue: state & causeMask) ?? .termination
    let isJSON = state & saysJSON != 0
    say(isJSON ? #"{"level":"error","message":""# : "synctool: error: ")
    switch cause {
    case _ where isCommitted: say("ended at once; the changes themselves are committed")
    case _ where state & partlyWritten != 0:
      say("ended at once; documents that are written stay: run again to write the others")
    case .deadline:
      say(
        """
        stopped by --deadline, and ended at once, because a server or the name service did not answer; \
        PostgreSQL rolls back what was not committed; check that the host names resolve and the servers \
        answer, or raise --deadline
        """)
    default: say("ended at once; PostgreSQL rolls back what was not committed")
    }
    say(isJSON ? "\"}\n" : "\n")
    _exit(isCommitted ? ExitCode.failed.rawValue : cause.exitCode.rawValue)
  }

  private static func cause(of signal: Int32) -> StopCause {
    switch signal {
    case SIGINT: .interrupt
    case SIGHUP: .hangUp
    case SIGALRM: .deadline
    default: .termination
    }
  }

  private static func setAlarm(_ seconds: Double) {
    let whole = Int(seconds)
    // A timer of 0 would never fire.
    let rest = max(Int((seconds - Double(whole)) * 1e6), whole == 0 ? 1 : 0)
    var timer = itimerval()
    timer.it_value = timeval(tv_sec: whole, tv_usec: rest)
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  private static func say(_ text: StaticString) {
    _ = Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
  }
}

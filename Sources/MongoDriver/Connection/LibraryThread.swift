internal import Glibc

/// A thread inside a library whose waits cannot be cut short: the run goes on beside it, and ends without it where it
/// does not end.
@safe
final class LibraryThread {
  /// Milliseconds that the thread may take to end.
  private static let patience = 500

  private let thread: pthread_t
  /// True from the thread's last act on.
  private let isDone = Monitor(false)

  /// Runs `body`, which lives for as long as the thread does.
  init(_ body: @escaping @Sendable () -> Void) throws(MongoError) {
    // Signals are for the run's thread, whose waits they end.
    var (all, before) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    let context = unsafe Unmanaged.passRetained(Task(body, isDone))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        unsafe context.map { unsafe Unmanaged<Task>.fromOpaque($0) }?.takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      unsafe context.release()
      throw MongoError(
        .serverError, message: "no thread could be started for MongoDB (error \(code))",
        hint: "check the limits of processes and memory")
    }
    self.thread = thread
  }

  /// What the thread does.
  private final class Task: Sendable {
    private let body: Monitor<(@Sendable () -> Void)?>
    private let isDone: Monitor<Bool>

    init(_ body: @escaping @Sendable () -> Void, _ isDone: Monitor<Bool>) {
      (self.body, self.isDone) = (Monitor(body), isDone)
    }

    func run() {
      // Ending a session that nobody else has any more is a part of it.
      body.use { $0.take() }?()
      isDone.use { $0 = true }
      isDone.wake()
    }
  }

  deinit {
    if hasEnded() {
      pthread_join(thread, nil)
    } else {
      pthread_detach(thread)
      Self.guardExit(isDone)
    }
  }

  /// Waits for the thread's end, though not for long.
  func hasEnded() -> Bool {
    isDone.wait(milliseconds: Self.patience) { $0 }
  }

  /// Ends the process without the exit handlers of the libraries, as long as the thread is inside them.
  private static func guardExit(_ isDone: Monitor<Bool>) {
    let context = unsafe Unmanaged.passRetained(isDone)
    unsafe on_exit(
      { status, context in
        let isDone = unsafe context.map {
          unsafe Unmanaged<Monitor<Bool>>.fromOpaque($0).takeRetainedValue()
        }
        guard let isDone, !isDone.use({ $0 }) else { return }
        fflush(nil)
        _exit(status)
      }, context.toOpaque())
  }
}

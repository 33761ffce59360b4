internal import Glibc

/// What may ask a run to end before its time, and be asked not to end the process just now.
package struct Stop {
  private let ask: () -> StopCause?
  /// Called with true before COMMIT is sent: the process should not be ended until it is called with false.
  package let committing: (Bool) -> Void

  /// `cause` is asked at least every 200 ms of waiting; `committing` is called with true before a COMMIT is
  /// sent, and with false when its fate is known, or given up.
  package init(
    _ cause: @escaping () -> StopCause?, committing: @escaping (Bool) -> Void = { _ in }
  ) {
    ask = cause
    self.committing = committing
  }

  /// A stop that never comes.
  package static var never: Stop { Stop { nil } }

  /// nil as long as the run may go on.
  package var cause: StopCause? { ask() }

  /// True once something has asked the run to end.
  package var isWanted: Bool { ask() != nil }

  /// True once the time for the run is over: then nothing may wait for an answer any longer.
  package var isOverdue: Bool { ask() == .deadline }

  /// The failure of a run that was asked to end before its COMMIT; nil as long as it may go on.
  package func failure(_ stage: Stage) -> SyncFailure? {
    ask().map { SyncFailure($0.exitCode, stage, $0.message) }
  }

  /// Throws the failure of a run that was asked to end.
  package func check(_ stage: Stage) throws(SyncFailure) {
    if let failure = failure(stage) { throw failure }
  }

  /// Waits, unless the run is asked to end, which it throws.
  package func pause(seconds: Double, _ stage: Stage) throws(SyncFailure) {
    let end = Clock.monotonic() + seconds
    while true {
      try check(stage)
      let left = end - Clock.monotonic()
      guard left > 0 else { return }
      usleep(UInt32(min(left, 0.1) * 1e6))
    }
  }
}

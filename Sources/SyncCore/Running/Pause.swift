internal import Basics
internal import Glibc

/// Waiting that a stop can end.
enum Pause {
  /// Looks at the stop every 100 ms; throws a failure with the stop's own code.
  static func wait(
    seconds: Double, _ stage: Stage, _ stopCause: () -> StopCause?
  ) throws(SyncFailure) {
    let end = Clock.monotonic() + seconds
    while true {
      if let cause = stopCause() { throw SyncFailure(cause, stage) }
      let left = end - Clock.monotonic()
      guard left > 0 else { return }
      usleep(UInt32(min(left, 0.1) * 1e6))
    }
  }
}

internal import Glibc

/// How long a wait may last and whether the caller may end it.
struct Patience {
  var honoursStop: Bool
  /// In milliseconds of the monotonic clock; nil for no limit of its own.
  var deadline: Int64?

  /// Called as `shouldStop` is, where the caller's stop is not honoured; true ends the wait as its
  /// deadline does. nil where only the deadline does.
  var isOver: (() -> Bool)?

  /// The time limit of a statement's deadline, for the words of its failure; 0 without one, and
  /// for a connect, which reports its own limit.
  var seconds = 0

  /// Waits as long as the caller wants.
  static var untilStopped: Patience { Patience(honoursStop: true, deadline: nil) }

  /// Waits at most `seconds`, even if the caller wants to stop, unless `isOver` says so.
  static func unstoppable(seconds: Int, isOver: (() -> Bool)? = nil) -> Patience {
    Patience(
      honoursStop: false, deadline: now() + Int64(seconds) * 1_000, isOver: isOver,
      seconds: seconds)
  }

  /// Milliseconds for one poll(2): a slice short enough to check `shouldStop` in time; nil when
  /// the time is over.
  func slice() -> Int32? {
    let longest: Int64 = 200
    guard let deadline else { return Int32(longest) }
    let left = deadline - Self.now()
    return left > 0 ? Int32(min(left, longest)) : nil
  }

  /// Milliseconds of the monotonic clock.
  static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}

internal import Glibc

/// A value that threads share, one at a time, and whose changes they wait for.
///
/// Unchecked: the mutex, which keeps its place in memory, guards the value. Synchronization's has nothing to wait by.
@safe
final class Monitor<Value>: @unchecked Sendable {
  private var value: Value
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ value: Value) {
    self.value = value
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Lends the value to `body` alone.
  func use<R>(_ body: (inout Value) -> R) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&value)
  }

  /// Has every `wait` look at the value again.
  func wake() {
    unsafe pthread_cond_broadcast(changed)
  }

  /// Lends the value to `body` alone, and again whenever it was woken, until that says true; false when that took
  /// longer than so many milliseconds. nil is for ever.
  @discardableResult
  func wait(milliseconds: Int?, until body: (inout Value) -> Bool) -> Bool {
    let end = milliseconds.map(Self.time)
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while !body(&value) {
      guard var end else {
        unsafe pthread_cond_wait(changed, mutex)
        continue
      }
      if unsafe pthread_cond_timedwait(changed, mutex, &end) != 0 { return body(&value) }
    }
    return true
  }

  private static func time(in milliseconds: Int) -> timespec {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + milliseconds * 1_000_000
    return timespec(
      tv_sec: time.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
  }
}

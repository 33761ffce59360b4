internal import CPostgres
internal import Glibc

/// A cancel request on its way.
///
/// `PQcancel` reconnects and blocks for as long as the network likes, so it runs on its own
/// thread, which touches nothing but libpq's copy of the address and the key.
struct QueryCancel: ~Copyable {
  /// Reads as closed once the request has been delivered; -1 when none is on its way.
  private let done: Int32

  /// Starts the request for what the connection is doing; without a pipe, thread or memory
  /// for it, none is sent.
  init(of connection: OpaquePointer) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      done = -1
      return
    }
    done = ends[0]
    guard let request = unsafe PQgetCancel(connection) else {
      close(ends[1])
      return
    }
    let job = UnsafeMutablePointer<Job>.allocate(capacity: 1)
    unsafe job.initialize(to: Job(request: request, signal: ends[1]))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        unsafe context?.assumingMemoryBound(to: Job.self).pointee.run()
        unsafe context?.deallocate()
        return nil
      }, job)
    if code == 0 {
      pthread_detach(thread)
    } else {
      unsafe PQfreeCancel(request)
      unsafe job.deallocate()
      close(ends[1])
    }
  }

  deinit {
    if done >= 0 { close(done) }
  }

  /// Waits until the request has been delivered, so that it cannot hit a later statement; leaves
  /// it alone when the patience ends.
  consuming func finish(_ patience: Patience) {
    guard done >= 0 else { return }
    var entry = pollfd(fd: done, events: Int16(POLLIN), revents: 0)
    while let slice = patience.slice() {
      if unsafe poll(&entry, 1, slice) > 0 { return }
    }
  }

  /// What the thread works on; it alone owns both once it runs.
  @safe
  private struct Job {
    let request: OpaquePointer
    let signal: Int32

    func run() {
      // libpq writes its own message here; nobody reads it.
      var text = [CChar](repeating: 0, count: 256)
      _ = unsafe PQcancel(request, &text, Int32(text.count))
      unsafe PQfreeCancel(request)
      close(signal)
    }
  }
}

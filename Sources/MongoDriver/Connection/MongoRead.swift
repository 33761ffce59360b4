internal import CMongoc
internal import Glibc

/// A read under way: a thread of its own fetches ahead, as many documents as a `DocumentRing` holds.
///
/// A read that is given up ends its thread, which is waited for, unless the server keeps it waiting:
/// libmongoc's waits cannot be cut short. It then ends by itself, with all that it uses.
package struct MongoRead: ~Copyable {
  private let fetcher: DocumentFetcher
  private let thread: pthread_t

  /// Starts the thread, which has the cursor and its client to itself.
  init(
    _ cursor: consuming MongoCursor, _ ring: DocumentRing, _ pace: BatchPace = BatchPace()
  ) throws(MongoError) {
    fetcher = DocumentFetcher(cursor, ring, pace)
    thread = try fetcher.start()
  }

  deinit {
    fetcher.ring.close()
    if fetcher.hasEnded() {
      pthread_join(thread, nil)
    } else {
      pthread_detach(thread)
      fetcher.guardExit()
    }
  }

  /// Lends each document for the time of one call of `body`, which may throw to stop.
  ///
  /// It returns only when the server said that the read is complete: every other end is thrown as a
  /// `MongoError`, after the documents that came before it. A cut read is not resumed; start over with another.
  /// - Parameter waiting: called many times a second while there is no document; it may throw to stop, too.
  package mutating func forEach(
    waiting: () throws -> Void, _ body: (Span<UInt8>) throws -> Void
  ) throws {
    var documents = fetcher.ring.memory()
    while true {
      switch fetcher.ring.take(&documents) {
      case .documents: try documents.span.forEachDocument { document, _ in try body(document) }
      case .nothing: try waiting()
      case .end(let error?): throw error
      case .end(nil): return
      }
    }
  }

  /// Gives the client of a complete read back; nil when the thread does not let go of it.
  package consuming func client() -> MongoClient? {
    fetcher.hasEnded() ? MongoClient(fetcher.handle) : nil
  }
}

/// The thread that fetches, and what it works on.
///
/// Unchecked: the cursor, and the client through it, are the thread's alone until it has ended; the rest is made to be
/// shared.
@safe
private final class DocumentFetcher: @unchecked Sendable {
  /// Milliseconds that the thread may take to end.
  private static let patience = 500
  private static let worthTrimming = 1 << 20

  let ring: DocumentRing
  let handle: MongoHandle
  private var cursor: MongoCursor?
  private var pace: BatchPace
  /// How many were fetched.
  private var bytes = 0
  /// True from the thread's last act on.
  private let isDone = Monitor(false)

  init(_ cursor: consuming MongoCursor, _ ring: DocumentRing, _ pace: BatchPace) {
    self.ring = ring
    self.pace = pace
    handle = cursor.handle
    self.cursor = consume cursor
  }

  func start() throws(MongoError) -> pthread_t {
    // Signals are for the run's thread, whose waits they end.
    var (all, before) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    // The thread keeps this alive for as long as it runs.
    let context = unsafe Unmanaged.passRetained(self)
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        unsafe context.map { unsafe Unmanaged<DocumentFetcher>.fromOpaque($0) }?
          .takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      unsafe context.release()
      throw MongoError(
        .serverError, message: "no thread could be started to read the collection (error \(code))",
        hint: "check the limits of processes and memory")
    }
    return thread
  }

  private func run() {
    do throws(MongoError) {
      try fetch()
      ring.finish(nil)
    } catch {
      ring.finish(error)
    }
    // Telling the server that nobody wants the rest may take a turn.
    cursor = nil
    // What held large batches is free now, but still the process's.
    if bytes > Self.worthTrimming { _ = malloc_trim(0) }
    isDone.use { $0 = true }
    isDone.wake()
  }

  /// Returns when all is fetched, and when nobody takes any more.
  private func fetch() throws(MongoError) {
    while try cursor?.advance() == true {
      pace.arrived()
      let size = cursor?.withDocument { ring.append($0) ? $0.count : nil }
      guard let size = size ?? nil else { return }
      bytes += size
      if let next = pace.next(after: size) { cursor?.setBatchSize(next) }
    }
  }

  /// Waits for the thread's end, though not for long.
  func hasEnded() -> Bool {
    isDone.wait(milliseconds: Self.patience) { $0 }
  }

  /// Ends the process without the exit handlers of the libraries, as long as the thread is inside them.
  func guardExit() {
    let context = unsafe Unmanaged.passRetained(self)
    unsafe on_exit(
      { status, context in
        let fetcher = unsafe context.map {
          unsafe Unmanaged<DocumentFetcher>.fromOpaque($0).takeRetainedValue()
        }
        guard let fetcher, !fetcher.isDone.use({ $0 }) else { return }
        fflush(nil)
        _exit(status)
      }, context.toOpaque())
  }
}

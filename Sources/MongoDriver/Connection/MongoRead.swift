internal import CMongoc
internal import Glibc

/// A read under way: a thread of its own fetches ahead, as many documents as a `DocumentRing` holds.
///
/// A read that is given up ends its thread, which is waited for, unless the server keeps it waiting:
/// libmongoc's waits cannot be cut short. It then ends by itself, with all that it uses.
package struct MongoRead: ~Copyable {
  private let fetcher: DocumentFetcher
  private let thread: LibraryThread

  /// Starts the thread, which has the cursor and its client to itself.
  init(
    _ cursor: consuming MongoCursor, _ ring: DocumentRing, _ pace: BatchPace = BatchPace()
  ) throws(MongoError) {
    let fetcher = DocumentFetcher(cursor, ring, pace)
    self.fetcher = fetcher
    thread = try LibraryThread { fetcher.run() }
  }

  deinit {
    fetcher.ring.close()
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
    thread.hasEnded() ? MongoClient(fetcher.handle) : nil
  }
}

/// What the thread that fetches works on.
///
/// Unchecked: the cursor, and the client through it, are the thread's alone until it has ended; the rest is made to be
/// shared.
@safe
private final class DocumentFetcher: @unchecked Sendable {
  private static let worthTrimming = 1 << 20

  let ring: DocumentRing
  let handle: MongoHandle
  private var cursor: MongoCursor?
  private var pace: BatchPace
  /// How many were fetched.
  private var bytes = 0

  init(_ cursor: consuming MongoCursor, _ ring: DocumentRing, _ pace: BatchPace) {
    self.ring = ring
    self.pace = pace
    handle = cursor.handle
    self.cursor = consume cursor
  }

  func run() {
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
}

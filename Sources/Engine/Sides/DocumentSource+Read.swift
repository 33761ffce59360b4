internal import Basics
package import MongoDriver

extension DocumentSource {
  /// How often a broken read from MongoDB is restarted.
  private static let restarts = 3
  /// Seconds before the first restart; each further one waits twice as long.
  private static let firstPause = 0.5

  /// Lends every document to `visit`; now and then it reports its progress, and ends when the
  /// run is asked to.
  ///
  /// Throws what the closures throw, `MongoError`, `SourceFileError`, and the `SyncFailure` of a stop.
  /// - Parameters:
  ///   - query: what to ask for, where the source answers queries; else all of it is read.
  ///   - restart: called when a read broke and starts over at the first document.
  ///   - broken: takes a document of a file that cannot be read, and what could be read of it: whose it is may
  ///     be known all the same.
  package func read(
    _ query: SourceQuery, progress: (ReadProgress) -> Void,
    restart: () throws -> Void = {}, _ visit: (Span<UInt8>) throws -> Void,
    broken: (_ fault: DocumentFault, _ rest: Span<UInt8>) throws -> Void
  ) throws {
    switch origin {
    case .collection(let uri, let database, let collection):
      try retrying(restart) {
        var reading = try reading(query, uri, database, collection)
        var pace = ReadPace()
        try reading.forEach {
          try stop.check(.source)
        } _: { document in
          try visit(document)
          if pace.isDue() { try look(ReadProgress(records: pace.seen), progress) }
        }
        self.client = reading.client()
      }
    case .file(let path): try read(file: open(path), progress, visit, broken)
    case .memory(let documents): try read(documents, progress, visit, broken)
    }
  }

  /// Has the documents of a server fetched so many bytes ahead, with a query from now on: for the `read` of the same query
  /// that follows. Where that has begun already, it begins anew if the bytes are others.
  ///
  /// Of every other source it does nothing. What goes wrong shows when the documents are read.
  package func readAhead(_ bytes: Int, of query: SourceQuery?) {
    guard case .collection(let uri, let database, let collection) = origin else { return }
    if bytes != readAhead || query == nil { endReading() }
    readAhead = bytes
    guard let query else { return }
    begun = try? reading(query, uri, database, collection)
  }

  /// Gives up what `readAhead` has begun.
  package func endReading() {
    begun = nil
  }

  private func reading(
    _ query: SourceQuery, _ uri: MongoURI, _ database: String, _ collection: String
  ) throws -> MongoRead {
    if let begun = begun.take() { return begun }
    return try connect(uri).read(
      database: database, collection: collection, filter: query.filter,
      projection: query.projection, memory: readAhead)
  }

  /// True for a server's collection that has at least so many documents, and for one of which it cannot be
  /// said.
  package func isServer(withAtLeast count: Int) -> Bool {
    guard case .collection(let uri, let database, let collection) = origin else { return false }
    if count == 0 { return true }
    if let counted = counted.take(), counted.limit >= count { return counted.found >= count }
    do {
      let client = try connect(uri)
      let found = try self.count(client, database, collection, upTo: count)
      self.client = consume client
      return found.map { $0 >= count } ?? true
    } catch {
      // Whatever is wrong shows when it is read.
      return true
    }
  }

  private func read(
    file: borrowing DocumentFile, _ progress: (ReadProgress) -> Void,
    _ visit: (Span<UInt8>) throws -> Void,
    _ broken: (_ fault: DocumentFault, _ rest: Span<UInt8>) throws -> Void
  ) throws {
    var pace = ReadPace()
    try file.forEach { document in
      try visit(document)
      if pace.isDue() { try look(Self.place(pace.seen, in: file), progress) }
    } broken: { fault, rest in
      try broken(fault, rest)
      if pace.isDue() { try look(Self.place(pace.seen, in: file), progress) }
    }
  }

  private func read(
    _ documents: KeptDocuments, _ progress: (ReadProgress) -> Void,
    _ visit: (Span<UInt8>) throws -> Void,
    _ broken: (_ fault: DocumentFault, _ rest: Span<UInt8>) throws -> Void
  ) throws {
    var pace = ReadPace()
    try documents.bytes.span.forEachDocument { document, start in
      if let fault = documents.faults[start] {
        try broken(fault, document)
      } else {
        try visit(document)
      }
      if pace.isDue() { try look(ReadProgress(records: pace.seen), progress) }
    }
  }

  private static func place(_ records: Int, in file: borrowing DocumentFile) -> ReadProgress {
    ReadProgress(records: records, bytesRead: file.bytesRead, size: file.size)
  }

  private func look(
    _ place: ReadProgress, _ progress: (ReadProgress) -> Void
  ) throws(SyncFailure) {
    try stop.check(.source)
    progress(place)
  }

  /// Carries out a read from MongoDB, and again after a fault that may pass, from the first document
  /// each time: nobody could say what was missed in between.
  private func retrying(_ restart: () throws -> Void, _ read: () throws -> Void) throws {
    var pause = Self.firstPause
    for attempt in 0...Self.restarts {
      do {
        if attempt > 0 { try restart() }
        return try read()
      } catch let error as MongoError
        where attempt < Self.restarts && Self.mayPass(error, attempt) && !stop.isWanted
      {
        try stop.pause(seconds: pause, .source)
        pause *= 2
      }
    }
  }

  /// A server that cannot be reached at first is a fault of the settings or the network; one that
  /// goes away during the read may come back.
  private static func mayPass(_ error: MongoError, _ attempt: Int) -> Bool {
    error.kind == .interrupted || error.kind == .unreachable && attempt > 0
  }
}

/// Counts the documents of a read, and says when to check for a stop.
private struct ReadPace {
  /// How many documents lie between two checks.
  private static let lookEvery = 1024

  private(set) var seen = 0

  mutating func isDue() -> Bool {
    seen += 1
    return seen.isMultiple(of: Self.lookEvery)
  }
}

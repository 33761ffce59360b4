internal import Basics
internal import MongoDriver

/// Writes the documents of one command, and finds out what has become of each.
///
/// Whatever the answer says less than "all done", the documents are read. Only what an error or a lost answer has left
/// open, and what is still as planned, is sent again: after a complete answer a document that was not found is not, for
/// somebody may have taken our value back in between.
struct DocumentWriter {
  /// How often it is looked and sent again.
  private static let retries = 3
  /// Seconds before the first of these; each further one waits twice as long.
  private static let firstPause = 0.5
  /// Bytes that a command may take with a server: what a document may have.
  private static let largest = 16 << 20

  let source: DocumentSource
  let stop: Stop
  let patience: DocumentPatience

  private var look: DocumentLook { DocumentLook(source: source, waiting: patience.wait) }

  /// Fills in the `fates` of all documents, or throws with those that are known by then; `isSent` is true then where those
  /// without a fate may be written. `meanwhile` is called each time that a command is under way.
  ///
  /// Throws `MongoError`, the `SyncFailure` of a stop, and one where the plan holds what is not BSON.
  func write(
    _ batch: DocumentBatch, _ fates: inout [DocumentFate?], _ isSent: inout Bool,
    meanwhile: () -> Void
  ) throws {
    var (open, doubt, failures) = (Array(batch.entries.indices), nil as DocumentDoubt?, 0)
    // True where a command before the last one may have written the open ones.
    var again = false
    while !open.isEmpty {
      do {
        if doubt == nil {
          let operations = try batch.operations(open)
          if operations.bytes.count > Self.largest {
            for place in open { fates[place] = .refused(code: MongoError.tooLarge) }
            return
          }
          again = isSent
          doubt = try send(operations, &isSent, meanwhile)
        }
        guard let known = doubt else { continue }
        if known.isWhole(open.count) {
          for place in open { fates[place] = .written }
          return
        }
        let states = try look.states(of: try open.map(batch.row))
        var left: [Int] = []
        for (number, place) in open.enumerated() {
          fates[place] = known.fate(
            states[number], at: number, of: open.count, again: again)
          if fates[place] == nil { left.append(place) }
        }
        open = left
        isSent = isSent && known.mayBeDone
        guard let error = known.error(source) else { return }
        if open.isEmpty, error.mayPass { return }
        doubt = nil
        throw error
      } catch let error as MongoError {
        guard error.mayPass, failures < Self.retries else { throw error }
        try stop.pause(seconds: Self.firstPause * Double(1 << failures), .apply)
        failures += 1
      }
    }
  }

  /// What is known after the operations were sent.
  ///
  /// Throws `MongoError` where they were not carried out for certain.
  private func send(
    _ operations: BSONDocument, _ isSent: inout Bool, _ meanwhile: () -> Void
  ) throws -> DocumentDoubt {
    let wasSent = isSent
    isSent = true
    do {
      return .answered(
        try source.writeDocuments(operations, waiting: patience.wait, meanwhile: meanwhile))
    } catch let error as MongoError {
      guard error.isBeforeWork else { return .broken(error) }
      isSent = wasSent
      throw error
    }
  }
}

/// Waits for MongoDB's answers until a stop is asked for, and a moment longer: what has become of a write is worth that.
///
/// A class, because the moment begins once; one thread.
final class DocumentPatience {
  /// Seconds; well below what a process has for an orderly end.
  private static let grace = 1.0
  private let stop: Stop
  private var since: Double?

  init(_ stop: Stop) { self.stop = stop }

  /// Throws the `SyncFailure` of the stop.
  func wait() throws {
    guard let failure = stop.failure(.apply) else { return }
    let now = Clock.monotonic()
    let start = since ?? now
    since = start
    if stop.isOverdue || now - start > Self.grace { throw failure }
  }
}

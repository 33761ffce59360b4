internal import Basics
internal import MongoDriver

/// Goes through the documents of a source; every so often it tells how far it has come, and ends the
/// run where something asks for that.
///
/// Throws what the visitor throws, the source's own faults, and the `SyncFailure` of a stop.
struct SourceWalk {
  typealias Visitor = (Span<UInt8>) throws -> Void

  /// How many documents lie between two looks.
  private static let lookEvery = 1024

  private let observer: any RunObserver
  private var seen = 0

  init(_ observer: any RunObserver) {
    self.observer = observer
  }

  /// The documents that a server's cursor has.
  mutating func forEach(_ cursor: inout MongoCursor, _ visit: Visitor) throws {
    try cursor.forEach { document in
      try visit(document)
      try look { ReadProgress(records: $0) }
    }
  }

  /// The documents of a file, or of standard input where the path is `-`; `broken` is told of
  /// one that cannot be read, and gets what of it could be.
  mutating func forEach(
    inFile path: String, _ visit: Visitor,
    broken: (_ fault: DocumentFault, _ rest: Span<UInt8>) throws -> Void
  ) throws {
    let file = try DocumentFile.open(path, shouldStop: { [observer] in observer.stop.isWanted })
    let progress = { ReadProgress(records: $0, bytesRead: file.bytesRead, size: file.size) }
    try file.forEach { document in
      try visit(document)
      try look(progress)
    } broken: { fault, rest in
      try broken(fault, rest)
      try look(progress)
    }
  }

  /// The documents that stand one behind the other; the length of each is in its first four bytes.
  mutating func forEach(of bytes: [UInt8], _ visit: Visitor) throws {
    let span = bytes.span
    var start = 0
    while bytes.count - start >= 4 {
      let end = start + Int(span.int32(at: start))
      guard end > start, end <= bytes.count else { return }
      try visit(span.extracting(start..<end))
      try look { ReadProgress(records: $0) }
      start = end
    }
  }

  private mutating func look(_ progress: (Int) -> ReadProgress) throws(SyncFailure) {
    seen += 1
    guard seen.isMultiple(of: Self.lookEvery) else { return }
    try observer.stop.check(.source)
    observer.progress(progress(seen))
  }
}

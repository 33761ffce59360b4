package import Basics
internal import Glibc
package import MongoDriver

/// Where the documents of a run come from: a collection, a file, standard input, or memory.
///
/// A class, because what was opened for a look is then read: one session with a server, one look at
/// a file.
package final class DocumentSource {
  enum Origin {
    case collection(MongoURI, database: String, name: String)
    /// The path `-` is standard input.
    case file(path: String)
    case memory(KeptDocuments)
  }

  /// Bytes of a record that has little besides an email.
  private static let smallRecord = 64

  let origin: Origin
  let stop: Stop
  /// Where the documents come from, without a secret.
  package let name: String
  /// Bytes that what is read ahead of a server may take.
  package var readAhead = 12 << 20
  private let staysOpen: Bool
  /// The session of the last look or read, for the next one; nil after one that broke.
  var client: MongoClient?
  /// The session that is being opened for the first look or read.
  private var opening: MongoOpening?
  /// The read that has begun already, for the `read` that follows.
  var begun: MongoRead?
  /// How many documents the look at a collection has counted up to which number; nil after a look that did not count,
  /// and once that was asked for.
  var counted: (found: Int, limit: Int)?
  /// Looked at, but not read yet.
  var opened: DocumentFile?
  private var isCompressed = false
  private var recordSize = smallRecord
  /// What is at the path of a file; nil for every other source, and where nothing is.
  private lazy var look = FileLook(origin)

  /// Which version of a file was opened last.
  package var version: FileLook? { look }

  /// True when a file was written to, or replaced, since it was opened.
  package var hasChanged: Bool { FileLook(origin) != look }

  /// `staysOpen` keeps the session with a server for several runs.
  package init(_ setting: SourceSetting, _ stop: Stop, staysOpen: Bool = false) {
    self.stop = stop
    self.staysOpen = staysOpen
    switch setting {
    case .mongo(let uri, let database, let collection):
      origin = .collection(uri, database: database, name: collection)
      name = "\(uri.redacted) \(database).\(collection)"
    case .file(let path):
      origin = .file(path: path)
      name = path == "-" ? "standard input" : path
    case .unset: (origin, name) = (.memory(KeptDocuments()), "no source")
    }
  }

  /// Documents of another source that were read before.
  package init(_ documents: KeptDocuments, of source: DocumentSource) {
    (origin, name, stop) = (.memory(documents), source.name, source.stop)
    staysOpen = false
  }

  /// False for standard input, pipes and the like: what is read from them is gone.
  package var canRepeat: Bool {
    if case .file("-") = origin { false } else { look?.isOrdinary ?? true }
  }

  /// True where the documents were read before.
  package var isInMemory: Bool {
    if case .memory = origin { true } else { false }
  }

  /// True for a server, which sends what a query asks for and nothing else.
  package var answersQueries: Bool {
    if case .collection = origin { true } else { false }
  }

  /// About how many bytes an ordinary file holds, decompressed; nil for every other source. Known after
  /// `check`.
  package var contentSize: Int? {
    guard let look, look.isOrdinary else { return nil }
    return isCompressed ? 6 * look.size : look.size
  }

  /// About how many documents an ordinary file holds, by the first ones of a dump; nil for every other source. Known
  /// after `check`.
  package var expectedCount: Int? { contentSize.map { $0 / recordSize } }

  /// True for an ordinary file: it is complete, and reading it never waits.
  package var neverWaits: Bool { contentSize != nil }

  /// Ends the session with a server: a run has read all that it needs. A later read begins another.
  package func release() {
    if !staysOpen { client = nil }
  }

  /// Opens the file, once for a look and the first read.
  func open(_ path: String) throws(SourceFileError) -> DocumentFile {
    let now = FileLook(origin)
    // A file written to since would be read half old and half new.
    if let file = opened.take(), now == look { return file }
    look = now
    let file = try DocumentFile.open(path, shouldStop: { [stop] in stop.isWanted })
    isCompressed = file.isCompressed
    recordSize = file.firstSize ?? Self.smallRecord
    return file
  }

  private static let applicationName = "synctool"

  /// Begins to open the session with a server, unless there is one: it is waited for once something is asked.
  ///
  /// Of every other source it does nothing.
  package func beginOpening() {
    guard case .collection(let uri, _, _) = origin, client == nil, opening == nil else { return }
    opening = try? MongoOpening(uri, applicationName: Self.applicationName)
  }

  /// Connects, unless a session is left from before or is being opened.
  ///
  /// Throws `MongoError`, and the `SyncFailure` of a stop.
  func connect(_ uri: MongoURI) throws -> MongoClient {
    if let client = client.take() { return client }
    if let opening = opening.take() { return try opening.client { try stop.check(.source) } }
    return try MongoClient(uri, applicationName: Self.applicationName)
  }
}

/// Documents that were read before.
package struct KeptDocuments {
  /// BSON documents in sequence; of one whose text is broken what could be read of it.
  private(set) var bytes: [UInt8] = []
  /// What is wrong with the broken ones, by their place in `bytes`.
  private(set) var faults: [Int: DocumentFault] = [:]

  package init() {}

  /// Keeps one more; `fault` is nil for a good one.
  package mutating func append(_ document: Span<UInt8>, _ fault: DocumentFault?) {
    faults[bytes.count] = fault
    for at in document.indices { bytes.append(document[at]) }
  }
}

/// What a path leads to, and when it was last written.
package struct FileLook: Equatable {
  /// False for a pipe, a device, a folder: what is read from it may be gone, or reading may block.
  fileprivate let isOrdinary: Bool
  fileprivate let size: Int
  private let place: [UInt64]
  private let written: [Int]

  fileprivate init?(_ origin: DocumentSource.Origin) {
    var status = stat()
    guard case .file(let path) = origin, path != "-", stat(path, &status) == 0 else { return nil }
    isOrdinary = status.st_mode & S_IFMT == S_IFREG
    size = Int(status.st_size)
    place = [UInt64(status.st_dev), UInt64(status.st_ino)]
    written = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }
}

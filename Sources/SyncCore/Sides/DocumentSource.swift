package import Basics
internal import Glibc
internal import MongoDriver

/// Where the documents of a run come from: a collection, a file, standard input, or memory.
///
/// A class, for what was opened to be looked at is what is read: one session with a server, one look at
/// a file.
package final class DocumentSource {
  enum Origin {
    case collection(MongoURI, database: String, name: String)
    /// The path `-` is standard input.
    case file(path: String)
    /// As BSON one after the other.
    case memory([UInt8])
  }

  let origin: Origin
  let stop: Stop
  /// What the documents come from, without a secret.
  package let name: String
  private let staysOpen: Bool
  /// The session of the last look or reading, for the next one; nil after one that broke.
  var client: MongoClient?
  /// Looked at, and not read yet.
  var opened: DocumentFile?
  private var isCompressed = false
  /// What stands at the path of a file; nil for every other source, and where nothing does.
  private lazy var look = FileLook(origin)

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
    case .unset: (origin, name) = (.memory([]), "no source")
    }
  }

  /// Documents of another source that were read before, as BSON one after the other.
  init(_ documents: [UInt8], of source: DocumentSource) {
    (origin, name, stop) = (.memory(documents), source.name, source.stop)
    staysOpen = false
  }

  /// False for standard input, pipes and the like: what is read of them is gone.
  package var canRepeat: Bool {
    if case .file("-") = origin { false } else { look?.isOrdinary ?? true }
  }

  /// True for a server, which sends what a query asks for and nothing else.
  var answersQueries: Bool {
    if case .collection = origin { true } else { false }
  }

  /// About how many bytes an ordinary file holds, decompressed; nil for every other source. Known after
  /// `check`.
  var contentSize: Int? {
    guard let look, look.isOrdinary else { return nil }
    return isCompressed ? 6 * look.size : look.size
  }

  /// True for an ordinary file: it is there as a whole, and a reading of it never waits.
  var neverWaits: Bool { contentSize != nil }

  /// Ends the session with a server: a run has read all that it wants. A later reading begins another.
  func release() {
    if !staysOpen { client = nil }
  }

  /// Opens the file, once for a look and the first reading.
  func open(_ path: String) throws(SourceFileError) -> DocumentFile {
    let now = FileLook(origin)
    // One that was written to since would be read half old and half new.
    if let file = opened.take(), now == look { return file }
    look = now
    let file = try DocumentFile.open(path, shouldStop: { [stop] in stop.isWanted })
    isCompressed = file.isCompressed
    return file
  }

  /// Connects, unless there is a session left from before.
  func connect(_ uri: MongoURI) throws(MongoError) -> MongoClient {
    if let client = client.take() { return client }
    return try MongoClient(uri, applicationName: "synctool")
  }
}

/// What a path leads to, and when it was last written.
private struct FileLook: Equatable {
  /// False for a pipe, a device, a folder: what is read of it may be gone, or keep the reader waiting.
  let isOrdinary: Bool
  let size: Int
  private let place: [UInt64]
  private let written: [Int]

  init?(_ origin: DocumentSource.Origin) {
    var status = stat()
    guard case .file(let path) = origin, path != "-", stat(path, &status) == 0 else { return nil }
    isOrdinary = status.st_mode & S_IFMT == S_IFREG
    size = Int(status.st_size)
    place = [UInt64(status.st_dev), UInt64(status.st_ino)]
    written = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }
}

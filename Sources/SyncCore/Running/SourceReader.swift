internal import Basics
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Reads the whole source into the staging table.
///
/// A read from MongoDB that breaks is thrown away and started again from the first document.
struct SourceReader {
  /// How often a broken read is started again.
  private static let restarts = 3
  /// Seconds before the first of them; each further one waits twice as long.
  private static let firstPause = 0.5

  private let settings: Settings
  private let layout: RowLayout
  private let observer: any RunObserver

  init(_ settings: Settings, _ layout: RowLayout, _ observer: any RunObserver) {
    self.settings = settings
    self.layout = layout
    self.observer = observer
  }

  /// True for a source that is there as a whole: an ordinary file.
  static func neverWaits(_ source: SourceSetting) -> Bool {
    guard case .file(let path) = source else { return false }
    return Preflight.isOrdinaryFile(path)
  }

  /// Returns when every document is staged; throws `SyncFailure`, `MongoError`,
  /// `SourceFileError` or `PostgresError`.
  func read(
    into stager: inout Stager, on connection: inout PostgresConnection
  ) throws {
    switch settings.source {
    case .mongo(let uri, let database, let collection):
      try readServer(uri, database, collection, &stager, &connection)
    case .file(let path):
      try readFile(path, &stager, &connection)
      try readAgain(path, &stager, &connection)
    case .standardInput: try readFile("-", &stager, &connection)
    case .documents(let bytes):
      var walk = SourceWalk(observer)
      try walk.forEach(of: bytes) { try stager.add($0, on: &connection) }
    case .unset: throw SyncFailure(.unfit, .source, "no source is set", hint: "set MONGODB_URI")
    }
    try stager.finish(on: &connection)
  }

  private func readServer(
    _ uri: MongoURI, _ database: String, _ collection: String, _ stager: inout Stager,
    _ connection: inout PostgresConnection
  ) throws {
    try Self.retrying(observer) { attempt in
      if attempt > 0 { try stager.restart(on: &connection) }
      let client = try MongoClient(uri, applicationName: "synctool")
      var cursor = try client.find(
        database: database, collection: collection, filter: SourceQuery.filter(layout),
        projection: SourceQuery.projection(layout))
      var walk = SourceWalk(observer)
      try walk.forEach(&cursor) { try stager.add($0, on: &connection) }
    }
  }

  /// Carries out a read from MongoDB, and again after a fault that may pass; `read` is told how often it
  /// was begun before, and begins at the first document each time.
  static func retrying(_ observer: any RunObserver, _ read: (_ attempt: Int) throws -> Void) throws
  {
    var pause = firstPause
    for attempt in 0...restarts {
      do {
        return try read(attempt)
      } catch let error as MongoError
        where attempt < restarts && mayPass(error, attempt) && !observer.stop.isWanted
      {
        try observer.stop.pause(seconds: pause, .source)
        pause *= 2
      }
    }
  }

  /// A server that cannot be reached at first is a fault of the settings or the network; one that
  /// goes away during the read may come back.
  private static func mayPass(_ error: MongoError, _ attempt: Int) -> Bool {
    error.kind == .interrupted || error.kind == .unreachable && attempt > 0
  }

  /// Reads a file again that may hold several records of a key one of which was taken for known; the
  /// second time none of them is. A file that goes on to change is staged as a whole.
  private func readAgain(
    _ path: String, _ stager: inout Stager, _ connection: inout PostgresConnection
  ) throws {
    var again = false
    while stager.claimedTwin {
      if again { stager.stageEverything() }
      again = true
      try stager.restart(on: &connection)
      try readFile(path, &stager, &connection)
    }
  }

  private func readFile(
    _ path: String, _ stager: inout Stager, _ connection: inout PostgresConnection
  ) throws {
    var walk = SourceWalk(observer)
    try walk.forEach(inFile: path) {
      try stager.add($0, on: &connection)
    } broken: { fault, rest in
      try stager.add(broken: fault, rest, on: &connection)
    }
    if stager.sawNothingMapped {
      throw SourceLook.failure(of: path, stager.firstNames ?? [], layout)
    }
  }
}

internal import Basics
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Reads the whole source for the clients looked for and for their twins.
struct SourceScan {
  private let settings: Settings
  private let layout: RowLayout
  private let observer: any RunObserver

  /// `layout.only` holds the keys looked for.
  init(_ settings: Settings, _ layout: RowLayout, _ observer: any RunObserver) {
    self.settings = settings
    self.layout = layout
    self.observer = observer
  }

  /// Returns when every document was looked at; throws what `SourceReader.read` throws.
  ///
  /// From a server twins are looked for by their emails alone, and the mapped fields are asked for of
  /// the records with the very keys.
  func read(
    into found: inout FoundClients, on connection: inout PostgresConnection
  ) throws {
    switch settings.source {
    case .mongo(let uri, let database, let collection):
      try readServer(uri, database, collection, &found, &connection)
    case .file(let path): try readFile(path, &found, &connection)
    case .standardInput: try readFile("-", &found, &connection)
    case .documents, .unset:
      throw SyncFailure(.unfit, .source, "no source is set", hint: "set MONGODB_URI")
    }
    try found.finish(on: &connection)
  }

  private func readServer(
    _ uri: MongoURI, _ database: String, _ collection: String, _ found: inout FoundClients,
    _ connection: inout PostgresConnection
  ) throws {
    let lookForTwins = !found.names.forms.isEmpty
    try SourceReader.retrying(observer) { attempt in
      if attempt > 0 { found.forgetAll() }
      let client = try MongoClient(uri, applicationName: "synctool")
      if lookForTwins {
        var cursor = try client.find(
          database: database, collection: collection, projection: SourceQuery.names(layout))
        var walk = SourceWalk(observer)
        try walk.forEach(&cursor) { try found.add($0, on: &connection) }
        found.forgetRecords()
      }
      var cursor = try client.find(
        database: database, collection: collection, filter: SourceQuery.filter(layout),
        projection: SourceQuery.projection(layout))
      var walk = SourceWalk(observer)
      try walk.forEach(&cursor) { try found.add($0, onlyRecords: true, on: &connection) }
    }
  }

  private func readFile(
    _ path: String, _ found: inout FoundClients, _ connection: inout PostgresConnection
  ) throws {
    var walk = SourceWalk(observer)
    try walk.forEach(inFile: path) {
      try found.add($0, on: &connection)
    } broken: { _, _ in
    }
  }
}

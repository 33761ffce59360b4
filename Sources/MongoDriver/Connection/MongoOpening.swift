/// A session with a server that is being opened while the run does something else.
package struct MongoOpening: ~Copyable {
  /// nil until the server has answered, or has not in time.
  private let outcome: Monitor<Result<Opened, MongoError>?>
  private let thread: LibraryThread

  private struct Opened {
    let handle: MongoHandle
    let version: String
  }

  /// Begins; what goes wrong with the server is thrown by `client`.
  package init(_ uri: MongoURI, applicationName: String) throws(MongoError) {
    // Loading the library sets a variable of the environment, which no other thread may read meanwhile.
    MongoLibrary.start()
    let outcome = Monitor<Result<Opened, MongoError>?>(nil)
    self.outcome = outcome
    thread = try LibraryThread {
      let result = Result<Opened, MongoError> { () throws(MongoError) in
        let client = try MongoClient(uri, applicationName: applicationName)
        return Opened(handle: client.handle, version: try client.serverVersion())
      }
      outcome.use { $0 = result }
      outcome.wake()
    }
  }

  /// Waits for the session, whose server has said its version; throws what `MongoClient` throws.
  /// - Parameter waiting: called many times a second until then; it may throw to stop.
  package consuming func client(waiting: () throws -> Void) throws -> MongoClient {
    while true {
      if let result = outcome.use({ $0.take() }) {
        let opened = try result.get()
        return MongoClient(opened.handle, version: opened.version)
      }
      if !outcome.wait(milliseconds: 50, until: { $0 != nil }) { try waiting() }
    }
  }
}

/// A session with a server that is being opened while the run does something else.
package struct MongoOpening: ~Copyable {
  private let answer: MongoAnswer<Opened>

  private struct Opened {
    let handle: MongoHandle
    let version: String
  }

  /// Begins; what goes wrong with the server is thrown by `client`.
  package init(_ uri: MongoURI, applicationName: String) throws(MongoError) {
    // Loading the library sets a variable of the environment, which no other thread may read meanwhile.
    MongoLibrary.start()
    answer = try MongoAnswer { () throws(MongoError) in
      let client = try MongoClient(uri, applicationName: applicationName)
      return Opened(handle: client.handle, version: try client.serverVersion())
    }
  }

  /// Waits for the session, whose server has said its version; throws what `MongoClient` throws.
  /// - Parameter waiting: called many times a second until then; it may throw to stop.
  package consuming func client(waiting: () throws -> Void) throws -> MongoClient {
    let opened = try answer.get(waiting: waiting)
    return MongoClient(opened.handle, version: opened.version)
  }
}

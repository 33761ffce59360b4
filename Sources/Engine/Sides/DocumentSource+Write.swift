package import Basics
internal import MongoDriver

/// What is written into a collection, and read back; `DocumentApplier` alone writes.
///
/// Each throws `MongoError`, and what `waiting` throws, which is called many times a second meanwhile; the session is
/// given up then, and the next call opens another one.
extension DocumentSource {
  /// Why no document can be written here; nil when it can.
  package var writeFault: SyncFailure? {
    guard case .collection(let uri, _, _) = origin else {
      return SyncFailure(
        .unfit, .settings, "\(name) is not a MongoDB server, and its documents cannot be written",
        hint: "give the URI of the server")
    }
    if uri.writeConcern.isAcknowledged { return nil }
    return SyncFailure(
      .unfit, .settings, "the MongoDB URI's option w says that nobody acknowledges a write",
      hint: "remove the option, or write w=majority")
  }

  /// The servers' names with their ports; none for another source.
  var hosts: [String] {
    if case .collection(let uri, _, _) = origin { uri.hosts } else { [] }
  }

  /// How many operations one command may have; nil when the server does not say.
  func writeLimit(waiting: () throws -> Void) throws -> Int? {
    try onServer { client, _, _, _ in try client.writeLimit(waiting: waiting) }
  }

  /// Sends the operations, an array, as one command; `meanwhile` is called once while the server works.
  func writeDocuments(
    _ operations: BSONDocument, waiting: () throws -> Void, meanwhile: () -> Void
  ) throws -> MongoUpdateReply {
    try onServer { client, uri, database, collection in
      try client.updateDocuments(
        database: database, collection: collection, operations: operations, uri.writeConcern,
        waiting: waiting, meanwhile: meanwhile)
    }
  }

  /// What `each` makes of the documents with these `_id`s, as the primary has them.
  ///
  /// Of a write that a majority has to acknowledge, what a majority has is the truth. Where the URI asks for less, a
  /// majority may lag behind what was acknowledged.
  func documents<Value: Sendable>(
    _ ids: [BSONBytes], _ projection: BSONDocument, waiting: () throws -> Void,
    _ each: @escaping @Sendable (Span<UInt8>) -> Value?
  ) throws -> [Value] {
    try onServer { client, uri, database, collection in
      try client.documents(
        database: database, collection: collection, ids: ids, projection: projection,
        ofMajority: uri.writeConcern.isMajority, waiting: waiting, each)
    }
  }

  private func onServer<Outcome>(
    _ body: (borrowing MongoClient, MongoURI, _ database: String, _ collection: String) throws ->
      Outcome
  ) throws -> Outcome {
    guard case .collection(let uri, let database, let collection) = origin else {
      throw writeFault ?? SyncFailure(.unfit, .settings, "\(name) is not a MongoDB server")
    }
    let client = try connect(uri)
    let outcome = try body(client, uri, database, collection)
    self.client = consume client
    return outcome
  }
}

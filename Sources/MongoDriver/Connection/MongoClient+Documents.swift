internal import CMongoc

/// Writing documents, and reading back what has become of them: always with the primary, whatever the URI says of
/// reads.
///
/// In each, `waiting` is called many times a second until the answer is there; it may throw to stop, after which nothing
/// more may be asked of the client.
extension MongoClient {
  /// Collations that tell any two texts apart that differ in a byte, whatever the collection's own is.
  private static let simple: BSONDocument = {
    var writer = BSONWriter()
    writer.append("locale", .string("simple"))
    return writer.finish()
  }()

  /// How many operations one command may have; nil when the server does not say.
  package func writeLimit(waiting: () throws -> Void) throws -> Int? {
    var command = BSONWriter()
    command.append("hello", .int32(1))
    let question = command.finish()
    return try aside(waiting) { (client) throws(MongoError) in
      do throws(MongoError) {
        let reply = try client.run(question, on: "admin", during: .pinging)
        return reply.withSpan { bytes in try? MongoClient.number("maxWriteBatchSize", in: bytes) }
      } catch {
        // A server before 4.4.2 does not know the command.
        guard error.isAnswer else { throw error }
        return nil
      }
    }
  }

  /// An operation of an update command that is being written.
  package struct Operation {
    fileprivate let whole: Int
    fileprivate var part: Int
  }

  /// Begins an operation, of at most one document, with its filter, whose texts compare byte by byte.
  package static func openOperation(_ place: Int, in operations: inout BSONWriter) -> Operation {
    let whole = operations.open("\(place)")
    return Operation(whole: whole, part: operations.open("q"))
  }

  /// Goes on from its filter to what becomes of the document.
  package static func openUpdate(_ operation: inout Operation, in operations: inout BSONWriter) {
    operations.close(operation.part)
    operation.part = operations.open("u")
  }

  /// Ends the operation.
  package static func close(_ operation: Operation, in operations: inout BSONWriter) {
    operations.close(operation.part)
    operations.append("collation", .document(simple))
    operations.close(operation.whole)
  }

  /// Sends the operations, an array, as one command that goes on after one that is refused.
  ///
  /// It is sent as a plain command, which libmongoc sends once: `retryWrites`, which is on unless the URI says otherwise,
  /// is for its own bulk writes and for `mongoc_client_write_command_with_opts`. A lost reply is therefore always
  /// thrown, and its outcome is unknown to the caller too, who reads the documents before anything is sent again.
  ///
  /// - Parameter meanwhile: called once while the server works.
  package func updateDocuments(
    database: String, collection: String, operations: BSONDocument, _ concern: MongoWriteConcern,
    waiting: () throws -> Void, meanwhile: () -> Void = {}
  ) throws -> MongoUpdateReply {
    var command = BSONWriter()
    command.append("update", .string(collection))
    command.append("updates", .array(operations))
    command.append("ordered", .bool(false))
    command.append("writeConcern", .document(concern.document))
    let whole = command.finish()
    return try aside(waiting, meanwhile: meanwhile) { (client) throws(MongoError) in
      let reply = try client.run(whole, on: database, during: .writing, mayRepeat: false)
      guard let read = reply.withSpan({ bytes in MongoUpdateReply(bytes) }) else {
        throw MongoError(
          .interrupted, message: "MongoDB's answer to a write cannot be read",
          hint: "run it again: what is written stays, and the rest is written")
      }
      return read
    }
  }

  /// What `each` makes of the documents with these `_id`s, as many of them as there are, with the fields of the
  /// projection.
  ///
  /// - Parameter ofMajority: true for what outlives the loss of a minority of the members; a server that has none gives
  ///   what it has.
  package func documents<Value: Sendable>(
    database: String, collection: String, ids: [BSONBytes], projection: BSONDocument,
    ofMajority: Bool, waiting: () throws -> Void,
    _ each: @escaping @Sendable (Span<UInt8>) -> Value?
  ) throws -> [Value] {
    var filter = BSONWriter()
    filter.append("_id") { (condition) in
      condition.append("$in", .array) { (list) in
        for (place, id) in ids.enumerated() { list.append(Array("\(place)".utf8), id) }
      }
    }
    let wanted = filter.finish()
    return try aside(waiting) { (client) throws(MongoError) in
      let space = (database: database, collection: collection)
      guard ofMajority else {
        return try client.read(space, wanted, projection, ids.count, "local", each)
      }
      do throws(MongoError) {
        return try client.read(space, wanted, projection, ids.count, "majority", each)
      } catch {
        guard error.isOfServer, Self.lacksMajority.contains(error.code) else { throw error }
      }
      return try client.read(space, wanted, projection, ids.count, "local", each)
    }
  }

  /// At most `most` documents, by a read concern of this level.
  private func read<Value>(
    _ space: (database: String, collection: String), _ filter: BSONDocument,
    _ projection: BSONDocument, _ most: Int, _ level: String, _ each: (Span<UInt8>) -> Value?
  ) throws(MongoError) -> [Value] {
    var cursor = try find(
      database: space.database, collection: space.collection, filter: filter,
      projection: projection, batchSize: most + 1, fromPrimary: true
    ) { options in
      options.append("collation", .document(Self.simple))
      options.append("readConcern") { (concern) in concern.append("level", .string(level)) }
    }
    var values: [Value] = []
    while try cursor.advance() {
      if let value = cursor.withDocument(each) ?? nil { values.append(value) }
    }
    return values
  }

  /// NotAReplicaSet, ReadConcernMajorityNotEnabled, InvalidOptions: a server on its own has nobody to agree with.
  private static let lacksMajority: Set<UInt32> = [123, 148, 72]
}

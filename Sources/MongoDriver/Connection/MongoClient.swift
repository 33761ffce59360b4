internal import CMongoc

/// A single-threaded client; it connects with its first command and closes with its owner.
package struct MongoClient: ~Copyable {
  let handle: MongoHandle
  /// nil until it was asked for.
  private let version: String?

  /// Looks up the DNS records of a `mongodb+srv` URI, and nothing else yet.
  /// - Parameter applicationName: what the server's log shows, unless the URI has an `appName`; at
  ///   most 128 bytes.
  package init(_ uri: MongoURI, applicationName: String) throws(MongoError) {
    handle = try MongoHandle(uri, applicationName: applicationName)
    version = nil
  }

  /// A client that nothing else uses at the same time; `version` is nil where it is not known.
  init(_ handle: MongoHandle, version: String? = nil) {
    (self.handle, self.version) = (handle, version)
  }

  /// True when the connection is encrypted.
  package var usesTLS: Bool { handle.usesTLS }

  /// The server's version, as in `7.0.5`; `unknown` when its answer names none.
  ///
  /// As a client's first command it also shows that a server is there and that it accepted the credentials: an
  /// error whose `isAnswer` is false says that it did not.
  package func serverVersion() throws(MongoError) -> String {
    if let version { return version }
    var command = BSONWriter()
    command.append("buildInfo", .int32(1))
    let reply = try run(
      command.finish(), on: "admin", during: .pinging, answered: .askingVersion)
    let version = reply.withSpan { bytes in
      try? MongoClient.string("version", in: bytes)
    }
    return VisibleText.escaping(String((version ?? "unknown").prefix(64)))
  }

  /// How many documents the collection has, counted up to `limit`: of a collection, not of a view, the server
  /// knows it without a look at the documents. nil when its answer has no number.
  /// - Parameter waiting: called many times a second until the answer is there; it may throw to stop, after which
  ///   nothing more may be asked of the client.
  package func count(
    database: String, collection: String, limit: Int, waiting: () throws -> Void
  ) throws -> Int? {
    var command = BSONWriter()
    command.append("count", .string(collection))
    command.append("limit", .int32(Int32(clamping: limit)))
    command.append("maxTimeMS", .int32(1000))
    let question = command.finish()
    return try aside(waiting) { (client) throws(MongoError) in
      let reply = try client.run(question, on: database, during: .reading)
      return reply.withSpan { bytes in try? MongoClient.number("n", in: bytes) }
    }
  }

  /// True when a read of the collection finds no document; `waiting` as in `count`.
  package func isEmpty(
    database: String, collection: String, waiting: () throws -> Void
  ) throws -> Bool {
    try aside(waiting) { (client) throws(MongoError) in
      var cursor = try client.find(
        database: database, collection: collection, batchSize: 1, limit: 1)
      return try !cursor.advance()
    }
  }

  /// Has a thread of its own ask, and waits for it.
  func aside<Value>(
    _ waiting: () throws -> Void, meanwhile: () -> Void = {},
    _ ask: @escaping @Sendable (borrowing MongoClient) throws(MongoError) -> Value
  ) throws -> Value {
    // The thread has the client to itself until it is answered.
    let shared = Monitor(handle)
    let answer = try MongoAnswer { () throws(MongoError) in
      try ask(MongoClient(shared.use { $0 }))
    }
    meanwhile()
    return try answer.get(waiting: waiting)
  }

  /// Starts a read of the documents that match `filter`.
  ///
  /// Nothing is sent yet: the first error shows in `MongoCursor.advance`. The server closes a
  /// cursor that stays idle for its limit (10 minutes by default).
  /// - Parameters:
  ///   - projection: which fields to send; `.empty` for all.
  ///   - limit: the most documents to send, 0 for all.
  ///   - fromPrimary: true whatever the URI says of reads.
  ///   - more: appends further options.
  func find(
    database: String, collection: String, filter: BSONDocument = .empty,
    projection: BSONDocument = .empty, batchSize: Int, limit: Int32 = 0,
    fromPrimary: Bool = false, _ more: (inout BSONWriter) -> Void = { _ in }
  ) throws(MongoError) -> MongoCursor {
    guard !database.isEmpty, !collection.isEmpty, !(database + collection).utf8.contains(0) else {
      throw MongoError(
        .serverError, message: "the name of the database or collection is empty or holds a NUL",
        hint: "correct the settings")
    }
    var options = BSONWriter()
    // As int64, because libmongoc changes no other number for the next batch, and does not say so.
    options.append("batchSize", .int64(Int64(batchSize)))
    if limit > 0 { options.append("limit", .int32(limit)) }
    if projection != .empty { options.append("projection", .document(projection)) }
    more(&options)
    let preference = fromPrimary ? unsafe mongoc_read_prefs_new(MONGOC_READ_PRIMARY) : nil
    defer { unsafe mongoc_read_prefs_destroy(preference) }
    // The cursor copies names, documents and preference; it keeps the client alive through the handle.
    let space = unsafe mongoc_client_get_collection(handle.pointer, database, collection)
    defer { unsafe mongoc_collection_destroy(space) }
    let cursor = unsafe BSONMemory.withHandle(filter) { filter in
      unsafe BSONMemory.withHandle(options.finish()) { options in
        unsafe mongoc_collection_find_with_opts(space, filter, options, preference)
      }
    }
    guard let cursor = unsafe cursor else {
      throw MongoError(
        .serverError, message: "the read could not be set up", hint: "check the memory limits")
    }
    return unsafe MongoCursor(adopting: cursor, of: handle)
  }

  /// The same, by a thread that fetches ahead in batches of the size that suits; it has the client until
  /// the read is complete.
  /// - Parameter memory: bytes that what is read ahead may take: taken as 1 MiB at least, and 28 at most.
  package consuming func read(
    database: String, collection: String, filter: BSONDocument = .empty,
    projection: BSONDocument = .empty, memory: Int = 12 << 20
  ) throws(MongoError) -> MongoRead {
    let memory = min(max(memory, 1 << 20), 28 << 20)
    let half = memory / 12
    return try MongoRead(
      find(
        database: database, collection: collection, filter: filter, projection: projection,
        batchSize: BatchPace.first), DocumentRing(half: half), BatchPace(memory: memory - 2 * half))
  }

  /// `answered` is what was being done where the server is reached and refuses the command itself; nil for the
  /// step. A command that must not be carried out twice is sent once, to the primary.
  func run(
    _ command: BSONDocument, on database: String, during step: MongoStep,
    answered: MongoStep? = nil, mayRepeat: Bool = true
  ) throws(MongoError) -> MongoReply {
    let reply = MongoReply()
    var error = bson_error_t()
    // The command's handle lives for the call; the reply is owned by `reply`.
    let succeeded = unsafe BSONMemory.withHandle(command) { handle in
      unsafe bson_destroy(reply.pointer)
      // As a read it is retried once when the connection breaks; a plain command is not.
      return mayRepeat
        ? unsafe mongoc_client_read_command_with_opts(
          self.handle.pointer, database, handle, nil, nil, reply.pointer, &error)
        : unsafe mongoc_client_command_with_opts(
          self.handle.pointer, database, handle, nil, nil, reply.pointer, &error)
    }
    if succeeded { return reply }
    let fault = MongoError(error, during: step, hosts: handle.hosts)
    guard let answered, fault.isAnswer else { throw fault }
    throw MongoError(error, during: answered, hosts: handle.hosts)
  }

  /// The string under `name` at the top of a document; nil when there is none.
  private static func string(
    _ name: String, in bytes: Span<UInt8>
  ) throws(BSONFault) -> String? {
    guard let element = try element(name, in: bytes), element.type == .string else { return nil }
    return String(
      decoding: try bytes.stringContents(of: element).map { bytes[$0] }, as: UTF8.self)
  }

  /// The whole number under `name` at the top of a document; nil when there is none.
  static func number(
    _ name: String, in bytes: Span<UInt8>
  ) throws(BSONFault) -> Int? {
    guard let element = try element(name, in: bytes) else { return nil }
    let place = element.value.lowerBound
    return switch element.type {
    case .int32: Int(bytes.int32(at: place))
    case .int64: Int(bytes.int64(at: place))
    case .double: Int(exactly: bytes.double(at: place).rounded())
    default: nil
    }
  }

  static func element(
    _ name: String, in bytes: Span<UInt8>
  ) throws(BSONFault) -> BSONElement? {
    var walker = try BSONWalker(bytes, document: 0..<bytes.count)
    while let element = try walker.next(bytes) {
      if element.key.map({ bytes[$0] }).elementsEqual(name.utf8) { return element }
    }
    return nil
  }
}

import Foundation
import TestSupport
import Testing

@testable import MongoDriver

extension MongoCursor {
  /// Lends each document to `body`, which may throw to stop.
  fileprivate mutating func forEach(_ body: (Span<UInt8>) throws -> Void) throws {
    while try advance() { _ = try withDocument(body) }
  }
}

struct MongoClientTests {
  static let documents = (0..<2500).map { BSONFileTests.document($0, padding: $0 % 50) }

  private func client(_ peer: ScriptedMongo, _ options: String = "") throws -> MongoClient {
    let uri = try MongoURI("mongodb://127.0.0.1:\(peer.port)/shop?\(options)")
    return try MongoClient(uri, applicationName: "driver tests")
  }

  /// Reads all and gives what came before an error, and the error.
  private func read(_ client: borrowing MongoClient) throws -> ([[UInt8]], MongoError?) {
    var cursor = try client.find(database: "shop", collection: "clients", batchSize: 1000)
    var read: [[UInt8]] = []
    do {
      try cursor.forEach { bytes in read.append(Bytes.copy(bytes)) }
      return (read, nil)
    } catch let error as MongoError {
      return (read, error)
    }
  }

  @Test func `all documents come byte for byte`() throws {
    let peer = try ScriptedMongo(Self.documents)
    let (documents, error) = try read(client(peer))
    #expect(documents == MongoClientTests.documents)
    #expect(error == nil)
  }

  @Test func `filter, projection and batch size are sent`() throws {
    let peer = try ScriptedMongo(Self.documents)
    let client = try client(peer)
    var filter = BSONWriter()
    filter.append("email", .string("a@x.de"))
    var projection = BSONWriter()
    projection.append("email", .int32(1))
    do {
      var cursor = try client.find(
        database: "shop", collection: "clients", filter: filter.finish(),
        projection: projection.finish(), batchSize: 700)
      var count = 0
      try cursor.forEach { _ in count += 1 }
      #expect(count == 2500)
    }
    let find = try #require(try peer.commands("find").first)
    #expect(find["filter"] as? [String: String] == ["email": "a@x.de"])
    #expect(find["projection"] as? [String: Int] == ["email": 1])
    #expect(find["batchSize"] as? Int == 700)
    #expect(find["noCursorTimeout"] == nil)
    #expect(try peer.commands("getMore").count == 3)
    #expect(try peer.commands("client").contains { "\($0)".contains("driver tests") })
  }

  @Test func `a server that answers tells its version`() throws {
    let peer = try ScriptedMongo(Self.documents)
    let client = try client(peer)
    #expect(try client.serverVersion() == "7.0.99")
    let usesTLS = client.usesTLS
    #expect(!usesTLS)
  }

  @Test(
    arguments: [
      (43, .interrupted), (50, .interrupted), (11600, .interrupted), (13, .refused),
      (2, .serverError),
    ] as [(Int, MongoError.Kind)])
  func `a cursor that ends by an error is an error`(_ code: Int, _ kind: MongoError.Kind) throws {
    let peer = try ScriptedMongo(Self.documents, "--fail-getmore", "\(code)")
    let (documents, error) = try read(client(peer))
    #expect(documents.count == 1000)
    #expect(error?.kind == kind)
    #expect(error?.code == UInt32(code) && error?.domain == 17)
    #expect(error?.message.contains("\(code)") == true)
    // The scripted server puts a secret into its own text.
    #expect(error.map { $0.message + $0.hint }?.contains("hunter2") == false)
  }

  @Test func `a refused find is an error before the first document`() throws {
    let peer = try ScriptedMongo(Self.documents, "--fail-find", "13")
    let (documents, error) = try read(client(peer))
    #expect(documents.isEmpty)
    #expect(error?.kind == .refused)
  }

  @Test func `a hang-up is an error, not an end`() throws {
    let peer = try ScriptedMongo(Self.documents, "--hang-up-after", "2000")
    let (documents, error) = try read(client(peer))
    #expect(documents.count == 2000)
    #expect(error?.kind == .interrupted)
  }

  @Test func `after a hang-up the same client reads all with a new cursor`() throws {
    let peer = try ScriptedMongo(Self.documents, "--hang-up-after", "1000:1")
    let client = try client(peer)
    #expect(try read(client).1?.kind == .interrupted)
    let (documents, error) = try read(client)
    #expect(documents == MongoClientTests.documents)
    #expect(error == nil)
  }

  @Test func `a clean early end shows in the count alone`() throws {
    let peer = try ScriptedMongo(Self.documents, "--end-early", "1200")
    let (documents, error) = try read(client(peer))
    #expect(documents.count == 1200)
    #expect(error == nil)
  }

  @Test func `a server that falls silent ends by the socket timeout`() throws {
    let peer = try ScriptedMongo(Self.documents, "--stall-after", "1000")
    let begin = ContinuousClock.now
    let (documents, error) = try read(client(peer, "socketTimeoutMS=300"))
    #expect(documents.count == 1000)
    #expect(error?.kind == .interrupted)
    #expect(ContinuousClock.now - begin < .seconds(20))
  }

  @Test func `nothing listening is unreachable within the timeout`() throws {
    let uri = try MongoURI("mongodb://joe:s3cret@127.0.0.1:1/shop?serverSelectionTimeoutMS=600")
    let client = try MongoClient(uri, applicationName: "driver tests")
    let begin = ContinuousClock.now
    let (documents, error) = try read(client)
    #expect(documents.isEmpty)
    #expect(error?.kind == .unreachable)
    #expect(error?.domain == 15 && error?.code == 13053)
    #expect(error?.message.contains("127.0.0.1:1") == true)
    #expect(error?.message.contains("connection refused") == true)
    #expect(error.map { $0.message + $0.hint }?.contains("s3cret") == false)
    #expect(ContinuousClock.now - begin < .seconds(20))
    #expect(throws: MongoError.self) { try client.serverVersion() }
  }

  @Test func `refused credentials are told as such`() throws {
    let peer = try ScriptedMongo([], "--auth-fail")
    let uri = try MongoURI(
      "mongodb://joe:s3cret%40@127.0.0.1:\(peer.port)/shop?authMechanism=SCRAM-SHA-256")
    let client = try MongoClient(uri, applicationName: "driver tests")
    let error = #expect(throws: MongoError.self) { try client.serverVersion() }
    #expect(error?.kind == .refused)
    #expect(error.map { $0.message + $0.hint }?.contains("s3cret") == false)
  }

  @Test func `a body that throws ends the read and closes the cursor`() throws {
    let peer = try ScriptedMongo(Self.documents)
    let client = try client(peer)
    do {
      var cursor = try client.find(database: "shop", collection: "clients", batchSize: 1000)
      #expect(throws: CancellationError.self) {
        try cursor.forEach { _ in throw CancellationError() }
      }
    }
    #expect(try !peer.commands("killCursors").isEmpty)
  }

  @Test func `a cursor outlives the client it came from`() throws {
    let peer = try ScriptedMongo(Self.documents)
    var cursor = try client(peer).find(database: "shop", collection: "clients", batchSize: 1000)
    var count = 0
    try cursor.forEach { _ in count += 1 }
    #expect(count == 2500)
  }

  @Test func `an empty name is refused`() throws {
    let client = try MongoClient(MongoURI("mongodb://127.0.0.1:1"), applicationName: "driver tests")
    #expect(throws: MongoError.self) { try start(client, "", "clients") }
    #expect(throws: MongoError.self) { try start(client, "shop", "a\0b") }
  }

  private func start(
    _ client: borrowing MongoClient, _ database: String, _ collection: String
  ) throws {
    _ = try client.find(database: database, collection: collection, batchSize: 1)
  }

  @Test func `a MongoDB server of the environment answers`() throws {
    let text = try #require(
      ProcessInfo.processInfo.environment["SYNCTOOL_TEST_MONGODB_URI"],
      "set SYNCTOOL_TEST_MONGODB_URI to a server's URI")
    let client = try MongoClient(MongoURI(text), applicationName: "driver tests")
    #expect(try client.serverVersion().contains("."))
  }
}

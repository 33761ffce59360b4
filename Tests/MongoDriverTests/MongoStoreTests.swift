import Foundation
import TestSupport
import Testing

@testable import MongoDriver

/// The strict stand-in for MongoDB: what the tests of guarded writes, arrays and faults rest on. The scripts talk to it over its
/// wire; that the tool's own driver understands it, and that what it holds can be judged byte for byte, shows here.
struct MongoStoreTests {
  @Test
  func `it matches, projects and updates as MongoDB's documentation says, and refuses the rest`()
    throws
  {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).bson")
    try Data(Bytes.everyType).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try PythonScript.run("Tests/Peers/store_check.py", [file.path])
  }

  @Test func `each fault does what it says, and the file outlives a kill`() throws {
    try PythonScript.run("Tests/Peers/store_fault_check.py")
  }

  @Test func `its change streams are as MongoDB's documentation has them`() throws {
    try PythonScript.run("Tests/Peers/store_stream_check.py")
  }

  @Test(arguments: ["", "--standalone"])
  func `the driver reads every document as it was put in`(option: String) throws {
    let store = try option.isEmpty ? MongoStore() : MongoStore(option)
    let documents = (0..<3000).map { number in
      Bytes.document(
        Bytes.element(16, "_id", Bytes.int32(number)),
        Bytes.element(2, "text", Bytes.string(String(repeating: "ä", count: number % 90))))
    }
    try store.insert("app.clients", documents)
    var every = Bytes.document(Bytes.element(16, "_id", Bytes.int32(-1)))
    every =
      Bytes.int32(every.count + Bytes.everyType.count - 5) + every[4..<every.count - 1]
      + Bytes.everyType[4...]
    try store.insert("app.clients", [every])
    #expect(try store.documents("app.clients") == documents + [every])
    #expect(try Self.read(store) == documents + [every])
    #expect(try !store.commands("getMore").isEmpty)
  }

  @Test func `the driver's questions are understood`() throws {
    let store = try MongoStore()
    try store.insert("app.clients", json: [#"{"_id": 1}"#, #"{"_id": 2}"#])
    let client = try Self.client(store)
    #expect(try client.serverVersion() == "7.0.99")
    #expect(try client.count(database: "app", collection: "clients", limit: 5, waiting: {}) == 2)
    #expect(try !client.isEmpty(database: "app", collection: "clients", waiting: {}))
    #expect(try client.isEmpty(database: "app", collection: "other", waiting: {}))
  }

  @Test func `documents of JSON keep their order and their types`() throws {
    let store = try MongoStore()
    let text =
      #"{"_id":{"$oid":"0123456789abcdef01234567"},"z":1,"a":{"$numberLong":"1"},"#
      + #""m":[{"$numberDouble":"1.0"},null,true,"ä"],"d":{"$date":{"$numberLong":"-5"}}}"#
    try store.insert("app.users", json: [text])
    #expect(try store.json("app.users") == [text])
    let reply = try store.run(
      #"{"update":"users","$db":"app","updates":[{"q":{"z":1.0},"u":{"$set":{"z":"1"}}}]}"#)
    #expect(reply.hasPrefix(#"{"n":1,"nModified":1,"ok":{"$numberDouble":"1.0"}"#))
    #expect(try store.json("app.users") == [text.replacing(#""z":1"#, with: #""z":"1""#)])
    #expect(throws: (any Error).self) {
      try store.run(#"{"update":"users","$db":"app","updates":[{"q":{},"u":{"z":1}}]}"#)
    }
    #expect(throws: (any Error).self) { try store.insert("app.users", json: [text]) }
  }

  @Test func `a fault of a read reaches the driver, and a kill keeps what was acknowledged`() throws
  {
    let store = try MongoStore()
    try store.insert("app.clients", json: [#"{"_id":1}"#])
    try store.strike(.error(13, "find").times(2))
    for _ in 0..<2 {
      let error = #expect(throws: MongoError.self) { try Self.read(store) }
      #expect(error?.kind == .refused)
    }
    #expect(try Self.read(store).count == 1)
    // A read that gets no answer is sent once more by the library.
    try store.strike(.hangUp("find", after: .none))
    #expect(try Self.read(store).count == 1)
    try store.strike(.error(13, "find").every(1))
    try store.calm()
    store.kill()
    #expect(throws: (any Error).self) { try store.documents("app.clients") }
    try store.start()
    #expect(try Self.read(store).count == 1)
    #expect(try store.json("app.clients") == [#"{"_id":1}"#])
    #expect(try store.commandsJSON("find").count == 6)
  }

  private static func client(_ store: MongoStore) throws -> MongoClient {
    try MongoClient(MongoURI(store.uri), applicationName: "driver tests")
  }

  private static func read(_ store: MongoStore) throws -> [[UInt8]] {
    var reading = try client(store).read(database: "app", collection: "clients")
    var documents: [[UInt8]] = []
    try reading.forEach(waiting: {}) { documents.append(Bytes.copy($0)) }
    return documents
  }
}

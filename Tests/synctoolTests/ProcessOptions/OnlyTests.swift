import TestSupport
import Testing

/// `--only` and `--only-from`, run as processes.
struct OnlyTests {
  private static let records = [
    TestRecord.client(1, "ann@x.test"), TestRecord.client(2, #" Bob@X.test\t"#, name: "Bob"),
    TestRecord.client(3, "cy@x.test", name: "Cy"), TestRecord.client(4, "dan+a.b@x.test"),
    #"{"_id":1,"email":"broken","name":"No"}"#, #"{"_id":2,"name":"None"}"#,
  ]

  @Test(arguments: [true, false])
  func `the names come from a file or from standard input`(fromFile: Bool) throws {
    let stage = try ProcessStage()
    try stage.source(Self.records)
    let list = "\u{FEFF}# repairs\r\n\r\n  CY@x.test\r\ndan+a.b@x.test\n"
    try stage.file("list.txt", list)
    let end = try stage.expect(
      0, "--only-from", fromFile ? "list.txt" : "-", "--only", "ann@x.test",
      input: .bytes(Array(list.utf8)))
    #expect(try end.counts() == ["read": 3, "create": 3])
    #expect(try stage.database.emails() == ["ann@x.test", "cy@x.test", "dan+a.b@x.test"])
  }

  private static let faults: [([String], Int32, String)] = [
    (["--only", "no email"], Int32(64), "--only: value 1 is not an email address"),
    (["--only", "  "], 64, "--only: must be an email"),
    (["--only-from", "missing.txt"], 64, "the file does not exist"),
    (["--only-from", "empty.txt"], 64, "names no email"),
    (["--only-from", "-", "--source", "-"], 64, "cannot be standard input"),
  ]

  @Test(arguments: faults)
  func `a faulty list ends the run before it begins`(
    arguments: [String], status: Int32, words: String
  ) throws {
    let stage = try ProcessStage()
    try stage.file("empty.txt", "# nobody\n")
    if !arguments.contains("--source") { try stage.source(Self.records) }
    let end = try stage.start(arguments).end()
    #expect(end.status == status, "\(end.everything)")
    #expect(end.error.contains(words))
    #expect(try stage.database.count() == 0)
  }

  @Test func `MongoDB is asked for few documents more than those named`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(5))
    stage.environment["MONGODB_URI"] = peer.uri
    let end = try stage.expect(0, "--only", "Client2@x.test", "--only", "client5@x.test")
    #expect(try end.counts() == ["read": 2, "create": 2])
    let find = try #require(try peer.commands("find").last)
    let filter = try #require((find["filter"] as? [String: Any])?["email"])
    let pattern = try #require((filter as? [String: Any])?["$regex"] as? String)
    for email in ["client2@x.test", "CLIENT2@X.TEST", "\t client5@x.test\n"] {
      #expect(try email.firstMatch(of: Regex(pattern)) != nil, "\(pattern) misses \(email)")
    }
    for email in ["client1@x.test", "aclient2@x.test", "client2@xztest"] {
      #expect(try email.firstMatch(of: Regex(pattern)) == nil, "\(pattern) takes \(email)")
    }
    let projection = try #require(find["projection"] as? [String: Int])
    #expect(projection["email"] == 1 && projection["address"] == 1 && projection["password"] == nil)
  }

  @Test func `a MongoDB-wire server gives the clients named`() throws {
    let stage = try ProcessStage()
    let mongo = try MongoCollection(Self.records)
    stage.environment["MONGODB_URI"] = mongo.uri
    let end = try stage.expect(0, "--only", "bob@x.test", "--only", "dan+a.b@x.test")
    #expect(try end.counts() == ["read": 2, "create": 2])
    #expect(try stage.database.emails() == ["Bob@X.test", "dan+a.b@x.test"])
  }
}

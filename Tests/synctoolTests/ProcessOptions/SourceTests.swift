import Glibc
import TestSupport
import Testing

/// `--source` and the settings that name a source, run as processes.
struct SourceTests {
  private static let records = [
    TestRecord.client(1, "ann@x.test"),
    TestRecord.client(2, "zoë@x.test", name: "Zoë 王", #""address":{"city":"Łódź"}"#),
  ]

  private static let dump =
    TestBSON.client(1, [("email", .string("ann@x.test")), ("name", .string("Ann"))])
    + TestBSON.client(
      2,
      [
        ("email", .string("zoë@x.test")), ("name", .string("Zoë 王")),
        ("address", .document([("city", .string("Łódź"))])),
      ])

  private static func file(_ name: String) -> [UInt8] {
    switch name.split(separator: ".").last {
    case "bson": dump
    case "json": Array("\u{FEFF}[\n\(records.joined(separator: " ,\n"))\n]\n".utf8)
    default: Array(records.joined(separator: "\n").utf8)
    }
  }

  private static func expectBoth(_ stage: ProcessStage, _ end: ToolEnd) throws {
    #expect(try end.counts() == ["read": 2, "create": 2])
    #expect(
      try stage.database.rows(
        "SELECT name, email, address::text FROM public.clients ORDER BY email")
        == ["Ann|ann@x.test|", #"Zoë 王|zoë@x.test|{"city": "Łódź"}"#])
  }

  @Test(arguments: [
    "dump.bson", "export.json", "export.ndjson", "export.jsonl", "EXPORT.JSON", "export.json.bak",
    "clients", "clients.txt", "of: today.json",
  ])
  func `a file of any format is read`(name: String) throws {
    let stage = try ProcessStage()
    try stage.file(name, Self.file(name.lowercased()))
    let end = try stage.expect(0, "--source", name)
    try Self.expectBoth(stage, end)
    #expect(end.lines.first == "source: \(name)")
  }

  @Test(arguments: ["dump.bson", "export.json", "export.ndjson"])
  func `standard input of any format is read`(name: String) throws {
    let stage = try ProcessStage()
    let end = try stage.expect(0, "--source", "-", input: .bytes(Self.file(name)))
    try Self.expectBoth(stage, end)
    #expect(end.lines.first == "source: standard input")
  }

  @Test func `a MongoDB-wire server is read, its database named by the path`() throws {
    let stage = try ProcessStage()
    let mongo = try MongoCollection(Self.records)
    stage.environment["MONGODB_URI"] = "mongodb://127.0.0.1:1/other"
    try Self.expectBoth(stage, try stage.expect(0, "--source", mongo.uri))
  }

  @Test func `database and collection may have variables of their own`() throws {
    let stage = try ProcessStage()
    let mongo = try MongoCollection(Self.records, collection: "people")
    stage.environment["MONGODB_URI"] = mongo.bareURI
    stage.environment["MONGODB_DATABASE"] = mongo.database
    stage.environment["MONGODB_COLLECTION"] = "people"
    try Self.expectBoth(stage, try stage.expect(0))
  }

  @Test func `more documents than a batch holds arrive whole`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(2500))
    stage.environment["MONGODB_URI"] = peer.uri
    #expect(try stage.expect(0).counts() == ["read": 2500, "create": 2500])
    #expect(try peer.commands("getMore").count == 1)
    #expect(try stage.database.count() == 2500)
  }

  private static let broken: [(String, [UInt8], Int32, String)] = [
    ("missing.bson", [UInt8](), Int32(69), "does not exist"),
    ("cut.bson", Array(dump.dropLast()), 1, "is cut off"),
    ("cut.ndjson", Array(records[0].dropLast().utf8), 1, "is cut off"),
    ("text.bson", Array("id,email\n1,a@x.test\n".utf8), 1, "it looks like CSV"),
    ("packed.bson", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], 1, "ends within its compressed data"),
    ("archive.bson", [0x6D, 0xE2, 0x99, 0x81, 1, 0, 0, 0], 1, "is a mongodump archive"),
    ("noise.bson", [9, 8, 7, 6, 5, 4, 3, 2, 1], 1, "is damaged or of another format"),
    ("clients.xlsx", Array("PK\u{3}\u{4}xl/workbook".utf8), 1, "is a ZIP archive or a spreadsheet"),
  ]

  @Test(arguments: broken)
  func `a file that is no whole dump fails the run`(
    name: String, bytes: [UInt8], status: Int32, words: String
  ) throws {
    let stage = try ProcessStage()
    if !name.hasPrefix("missing") { try stage.file(name, bytes) }
    let before = try stage.database.fingerprint()
    let end = try stage.expect(status, "--source", name)
    #expect(end.error.contains(words), "\(end.error)")
    #expect(try stage.database.fingerprint() == before)
  }

  @Test func `a broken document in the middle is rejected and the others are written`() throws {
    let stage = try ProcessStage()
    try stage.file("mixed.ndjson", Self.records[0] + "\n{\"_id\": nonsense}\n" + Self.records[1])
    let end = try stage.expect(3, "--source", "mixed.ndjson")
    #expect(try end.counts() == ["read": 3, "create": 2, "rejected": 1])
    #expect(end.output.contains("malformed"))
    let place = Self.records[0].utf8.count + 1
    #expect(
      end.error.contains(
        "the document on line 2 (byte \(place)) is not valid Extended JSON: _id: not a JSON value"),
      "\(end.error)")
  }

  @Test(arguments: [[], ["--dry-run"]])
  func `an empty source stops the run unless that is allowed`(more: [String]) throws {
    let stage = try ProcessStage()
    try stage.file("empty.bson", "")
    let end = try stage.start(["--source", "empty.bson"] + more).end()
    #expect(end.status == 4, "\(end.everything)")
    #expect(end.error.contains("the source has no record at all"))
    let allowed = try stage.start(["--source", "empty.bson", "--allow-empty"] + more).end()
    #expect(allowed.status == 0, "\(allowed.everything)")
    #expect(try allowed.counts() == [:])
  }

  @Test func `a missing collection is an empty source`() throws {
    let stage = try ProcessStage()
    let mongo = try MongoCollection([], collection: "other")
    stage.environment["MONGODB_URI"] = mongo.uri
    try stage.expect(4)
    try stage.expect(0, "--allow-empty")
  }

  @Test func `a file that is written to behind the first look is read as it is then`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients, "INSERT INTO public.clients (name, email) VALUES ('Old', 'old@x.test')")
    try stage.source(TestRecord.many(200))
    let url =
      try TestServer.url(database: stage.database.name) + "?sslmode=disable&gssencmode=disable"
    let proxy = try FaultProxy(
      to: TestServer.port(), Fault(.pause(4), .sending(["CREATE TEMP TABLE synctool_stage"])))
    stage.environment["DATABASE_URL"] = url.replacing(
      ":\(try TestServer.port())/", with: ":\(proxy.port)/")
    let tool = try stage.start([])
    for _ in 0..<1000 where !proxy.hasStruck { usleep(20_000) }
    try stage.source((1...300).map { TestRecord.client($0, "new\($0)@x.test") })
    let end = try tool.end()
    #expect(end.status == 0, "\(end.everything)")
    let new = "SELECT count(*)::text FROM public.clients WHERE email LIKE 'new%'"
    #expect(try stage.database.value(new) == "300")
    #expect(try stage.database.count() == 301)
  }

  @Test func `the default table is public's, and a search path that means another is asked about`()
    throws
  {
    let stage = try ProcessStage(
      TestDatabase.clients, "CREATE SCHEMA app; CREATE TABLE app.clients (x int);")
    try stage.source(TestRecord.many(1))
    stage.environment["PGOPTIONS"] = "-c search_path=app,public"
    let end = try stage.expect(78)
    #expect(end.error.contains("set SYNCTOOL_TABLE=app.clients or public.clients"), "\(end.error)")
    #expect(try stage.database.count() == 0)
    stage.environment["SYNCTOOL_TABLE"] = "public.clients"
    try stage.expect(0)
    #expect(try stage.database.count() == 1)
  }

  @Test(arguments: ["app.clients", #""app"."clients""#])
  func `another table may be named with its schema`(table: String) throws {
    let stage = try ProcessStage(
      "CREATE SCHEMA app;" + TestDatabase.clients.replacing("public.", with: "app."))
    try stage.source(TestRecord.many(2))
    stage.environment["SYNCTOOL_TABLE"] = table
    try stage.expect(0)
    #expect(try stage.database.value("SELECT count(*)::text FROM app.clients") == "2")
  }
}

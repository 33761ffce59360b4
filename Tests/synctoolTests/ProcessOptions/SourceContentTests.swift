import Foundation
import Testing

/// What a file holds decides what it is: compressed, of another format, or of other records.
struct SourceContentTests {
  private static let lines = TestRecord.many(3)
  private static let json = Array((lines.joined(separator: "\n") + "\n").utf8)
  private static let dump = TestBSON.clients(3).flatMap(\.self)

  /// Compresses by gzip, so that the test has what an operator has.
  private static func gzip(_ stage: ProcessStage, _ name: String, _ bytes: [UInt8]) throws {
    try stage.file(name, bytes)
    let outcome = try Tool.run(
      "/bin/bash", ["-c", #"gzip -c "$0" >"$0.new" && mv "$0.new" "$0""#, name],
      environment: ["PATH": "/usr/bin:/bin"], folder: stage.folder)
    try #require(outcome.status == 0, "\(outcome.error)")
  }

  @Test(arguments: ["clients.bson.gz", "clients.json.gz", "clients.bson", "plain"], [false, true])
  func `a file of either format is read as gzip has it, whatever its name`(
    name: String, isDump: Bool
  ) throws {
    let stage = try ProcessStage()
    try Self.gzip(stage, name, isDump ? Self.dump : Self.json)
    #expect(try stage.expect(0, "--source", name).counts() == ["read": 3, "create": 3])
    #expect(
      try stage.expect(0, "--force", "--source", name).counts() == ["read": 3, "unchanged": 3])
    let input = ToolProcess.Input.bytes(
      Array(try Data(contentsOf: URL(filePath: stage.path(name)))))
    let end = try stage.expect(0, "--force", "--source", "-", input: input)
    #expect(try end.counts() == ["read": 3, "unchanged": 3])
    #expect(try stage.expect(0, "check", "--source", name).output.contains("bytes"))
  }

  @Test func `gzip files that were put together are read to the last one`() throws {
    let stage = try ProcessStage()
    try Self.gzip(stage, "a", Array(Self.json))
    try Self.gzip(stage, "b", Array(TestRecord.client(9, "nine@x.test").utf8))
    let end = try stage.shell("{ cat a b; head -c 600 /dev/zero; } | $0 --source -")
    #expect(end.status == 0, "\(end.everything)")
    #expect(try end.counts() == ["read": 4, "create": 4])
  }

  @Test(arguments: [
    ("head -c -9 a", "ends within its compressed data"),
    ("head -c 30 a", "ends within its compressed data"),
    ("{ head -c -8 a; printf 12345678; }", "cannot be decompressed"),
    ("{ cat a; echo more; }", "cannot be decompressed"), ("gzip -c a", "is compressed twice"),
    ("{ head -c 40 a; printf xxxx; tail -c +45 a; }", "damaged"),
  ])
  func `compressed data that are cut or damaged fail the run and write nothing`(
    script: String, words: String
  ) throws {
    let stage = try ProcessStage()
    try Self.gzip(stage, "a", Array(TestRecord.many(200).joined(separator: "\n").utf8))
    let end = try stage.shell("\(script) >b; $0 --source b")
    #expect(end.status == 1, "\(end.everything)")
    #expect(end.error.contains(words), "\(end.error)")
    #expect(try stage.database.count() == 0)
  }

  @Test(arguments: [
    "$0 --source /dev/stdin <c.json", "cat c.json | $0 --source /dev/stdin",
    "$0 --source <(cat c.json)",
    "$0 --source <(gzip -c c.json)", "$0 --source /dev/fd/3 3<c.json", "$0 --source - <c.json",
    "cp c.json c.json.bak; $0 --source c.json.bak",
    "mkfifo p; (sleep 0.3; cat c.json) >p & $0 --source p",
    "cp c.json 'a:b@c.json'; $0 --source './a:b@c.json'",
    "(head -c 40 c.json; sleep 0.3; tail -c +41 c.json) | $0 --source -",
  ])
  func `every way to hand over a file works`(script: String) throws {
    let stage = try ProcessStage()
    try stage.file("c.json", Self.json)
    let end = try stage.shell(script)
    #expect(end.status == 0, "\(end.everything)")
    #expect(try end.counts() == ["read": 3, "create": 3])
    let again = try stage.shell(
      script.replacing("mkfifo p;", with: "").replacing("$0", with: "$0 --force"))
    #expect(try again.counts() == ["read": 3, "unchanged": 3], "\(again.everything)")
  }

  private static let foreign: [(String, [UInt8], String)] = [
    ("a.json", [0xFF, 0xFE] + utf16(lines[0]), "iconv -f UTF-16 -t UTF-8"),
    ("b.json", utf16(lines[0]), "iconv -f UTF-16LE -t UTF-8"),
    ("c.csv", Array("_id,name,email\n1,Ann,a@x.test\n".utf8), "it looks like CSV"),
    ("d.json", Array("<!DOCTYPE html><html><body>Sign in</body></html>".utf8), "an HTML page"),
    (
      "e.json",
      Array("{ \"_id\" : ObjectId(\"5f0000000000000000000001\"), \"name\": \"A\" }\n".utf8),
      "output of MongoDB's shell"
    ),
    (
      "f.json", Array("{'_id': 1, 'email': 'a@x.test'}\n{'_id': 2}\n".utf8),
      "name is in single quotes"
    ),
    ("g.json", Array("{_id: 1, email: \"a@x.test\"}\n".utf8), "output of MongoDB's shell"),
    (
      "q.json",
      Array(
        "app> db.c.find()\n[\n  {\n    _id: ObjectId('5f'),\n    'a-b': { n: 1 }\n  }\n]\nType \"it\" for more\n"
          .utf8), "output of MongoDB's shell"
    ),
    (
      "r.json", Array("[{'_id': ObjectId('5f'), 'ok': True, 'n': None}]".utf8),
      "bson.json_util.dumps"
    ),
    (
      "s.json",
      Array(
        (1...3).map {
          "/* \($0) */\n{\n    \"_id\" : ObjectId(\"5f\"),\n    \"name\" : \"A\"\n}\n\n"
        }
        .joined().utf8), "output of MongoDB's shell"
    ),
    (
      "h.json", Array(#"{"options":{},"indexes":[],"uuid":"x","collectionName":"clients"}"#.utf8),
      "the metadata that mongodump writes"
    ),
    ("i.json", Array(#"{"clients":[{"email":"a@x.test"}]}"#.utf8), #"jq -c '.["clients"][]'"#),
    // A name that may be somebody's is not told, nor what to do with it.
    ("m.json", Array(#"{"ana@x.test":[{"email":"a@x.test"}]}"#.utf8), "record has …: it looks"),
    ("n.json", Array(#"{"ana@x.test":[{"email":"a@x.test"}]}"#.utf8), "or a --mapping that names"),
    ("o.json", Array(#"{"600 123 456":[{"email":"a@x.test"}]}"#.utf8), "or a --mapping that names"),
    ("p.json", Array(#"{"a'$(id)'":[{"email":"a@x.test"}]}"#.utf8), "or a --mapping that names"),
    (
      "j.json", Array(#"{"_id":1,"total":5}"#.utf8) + Array("\n{\"_id\":2}".utf8),
      "its first record has _id, total"
    ),
    ("k.bson", [0x28, 0xB5, 0x2F, 0xFD, 1], "zstd -dc FILE | synctool --source -"),
    ("l.json", Array("nothing here\n".utf8), "it looks like plain text"),
  ]

  private static func utf16(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  @Test(arguments: foreign.indices)
  func `a file in which there is no client ends with 1 and says what it looks like`(
    place: Int
  ) throws {
    let (name, bytes, words) = Self.foreign[place]
    let stage = try ProcessStage()
    try stage.file(name, bytes)
    for arguments in [["--source", name], ["--source", name, "-n"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 1, "\(end.everything)")
      #expect(end.error.contains(words) || end.output.contains(words), "\(end.everything)")
    }
    #expect(try stage.database.count() == 0)
  }

  @Test(arguments: [#"{"_id":2}"#, "{}", #"{"total":5}"#, #"{"clients":[]}"#])
  func `one poor record among clients is rejected alone`(record: String) throws {
    let stage = try ProcessStage()
    try stage.source([record] + TestRecord.many(2))
    #expect(try stage.expect(3).counts() == ["read": 3, "create": 2, "rejected": 1])
  }

  @Test func `shell syntax is named once`() throws {
    let stage = try ProcessStage()
    let shell = (5..<30).map { "{\"_id\":ObjectId(\"x\"),\"email\":\"s\($0)@x.test\"}" }
    try stage.source(TestRecord.many(2) + shell)
    let end = try stage.expect(3)
    #expect(
      end.error.components(separatedBy: "syntax of MongoDB's shell").count <= 3, "\(end.error)")
    #expect(end.error.contains("as are 24 others"))
    #expect(try stage.database.count() == 2)
  }

  @Test(arguments: [
    "user:s3cret@db.example.com/app", "http://x.test/c.json", "app:s3cret@10.0.0.7:27017",
  ])
  func `what is meant for a server is no path, and is not shown`(source: String) throws {
    let end = try ProcessStage().expect(64, "--source", source)
    #expect(!end.everything.contains("s3cret") && end.error.contains("mongodb://"))
  }
}

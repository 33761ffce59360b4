import Foundation
import Testing

/// `fix --from`: reports read back.
struct FixReportTests {
  /// Emails that a report has to escape, as JSON writes them.
  private static let hostile = [
    "=1+1@x.test", "'=1+1@x.test", "''=1+1@x.test", "'ann@x.test", "+ann@x.test", "-ann@x.test",
    #"\uff1dann@x.test"#, "a,b@x.test", #"\"ann\"@x.test"#, "a;b@x.test", "'@x.test", "''@x.test",
    #"ann\ufe0f@x.test"#, #"ann\\u{fe0f}@x.test"#, #"ann\\u{5c}u{fe0f}@x.test"#, #"ann\\@x.test"#,
    #"\u3164ann@x.test"#, #"jos\u00e9@x.test"#, #"jose\u0301@x.test"#, #"ｘ\ud83d\ude00@x.test"#,
    #"\u034f=ann@x.test"#, #"ann\\n@x.test"#, "\u{5f20}@x.test",
  ]

  private static let records = hostile.enumerated().map {
    TestRecord.client($0.offset + 1, $0.element)
  }

  @Test(arguments: ["run.csv", "run.ndjson", "RUN.CSV"])
  func `every email of a report finds its client again`(report: String) throws {
    let stage = try ProcessStage()
    try stage.source(Self.records)
    let written = report.lowercased()
    try stage.expect(0, "--dry-run", "--report", written)
    if written != report { try stage.file(report, try stage.text(written)) }
    let end = try stage.expect(0, "fix", "--from", report)
    #expect(try end.counts() == ["read": Self.hostile.count, "create": Self.hostile.count])
    #expect(!end.error.contains("no record of"), "\(end.error)")
    #expect(try stage.database.count() == Self.hostile.count)
    // Another source with all of these and more: what the report does not list is left alone.
    try stage.source(Self.records + TestRecord.many(3))
    #expect(try stage.expect(0, "fix", "--from", report).counts()["create"] == nil)
  }

  @Test func `each hostile email alone finds its own client and no other`() throws {
    let stage = try ProcessStage()
    try stage.source(Self.records)
    try stage.expect(0, "--dry-run", "--report", "run.csv")
    // One row a record: no email here has a line end.
    let rows = try stage.text("run.csv").components(separatedBy: "\r\n").filter { !$0.isEmpty }
    #expect(rows.count == Self.hostile.count + 1)
    for row in rows.dropFirst() {
      try stage.file("one.csv", rows[0] + "\r\n" + row + "\r\n")
      let end = try stage.expect(0, "fix", "--from", "one.csv", "--dry-run", "--format", "json")
      #expect(try end.counts() == ["read": 1, "create": 1], "\(row)")
    }
  }

  @Test func `a report of the environment adds nothing to the clients that were typed`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    try stage.expect(0, "--dry-run", "--report", "all.csv")
    stage.environment["SYNCTOOL_FROM"] = "all.csv"
    let end = try stage.expect(0, "fix", "client1@x.test")
    #expect(try end.counts() == ["read": 1, "create": 1])
    #expect(try stage.expect(0, "fix").counts() == ["read": 3, "create": 2, "unchanged": 1])
  }

  @Test func `entries without a key are counted, and both lists are added up`() throws {
    let stage = try ProcessStage()
    try stage.source(
      TestRecord.many(4) + [#"{"_id":1,"email":"broken","name":"A"}"#, #"{"_id":2,"name":"A"}"#])
    try stage.expect(3, "--dry-run", "--report", "all.ndjson")
    let lines = try stage.text("all.ndjson").split(separator: "\n")
    let chosen = lines.filter { !$0.contains("client1@") && !$0.contains("client2@") }
    try stage.file("some.ndjson", chosen.joined(separator: "\n"))
    let end = try stage.expect(
      0, "fix", "client1@x.test", "client3@x.test", "--from", "some.ndjson")
    #expect(end.error.contains("--from: 2 entries without an email left out"))
    #expect(
      try stage.database.emails() == ["client1@x.test", "client3@x.test", "client4@x.test"])
  }

  @Test(arguments: [
    ([], #"{"action":"create","key":"not-an-email","sourceId":"1"}"#, "--from: value 1 is"),
    (["b@x.test"], #"{"action":"create","key":"a@b@c"}"#, "--from: value 1 is"),
    (["b@x.test", "c d@x.test"], #"{"action":"create","key":"a@x.test"}"#, "EMAIL: value 2 is"),
    (
      ["b@x.test"],
      "{\"action\":\"x\",\"key\":\"a@x.test\"}\n{\"action\":\"x\",\"key\":\"@x.test\"}\n"
        + "{\"action\":\"x\",\"key\":\"none\"}",
      "--from: values 2, 3 are"
    ),
  ])
  func `what is not an email is blamed on what gave it`(
    emails: [String], report: String, words: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.file("run.ndjson", report)
    let end = try stage.start(["fix", "--from", "run.ndjson"] + emails).end()
    #expect(
      end.status == 64 && end.error.contains("error: \(words)"), "\(end.everything)")
    #expect(try stage.database.count() == 0)
  }

  /// Reports of other making: an older synctool's, another order, a spreadsheet's.
  @Test(arguments: [
    "action,key,sourceId,targetId,reason,field,changes\r\ncreate,client1@x.test,1,,,,\r\n"
      + "update,client2@x.test,2,7,,,\"{\"\"name\"\":{\"\"from\"\":\"\"a,b\"\"}}\"\r\n",
    "\u{FEFF}key,action\nclient1@x.test,create\n\nclient2@x.test,create",
    "\"action\",\"key\"\n\"create\",\"client1@x.test\"\n\"create\",\"client2@x.test\"\n",
    "note,key,action\r\n\"two\r\nlines, and \"\"quotes\"\"\",client1@x.test,create\r\n"
      + ",client2@x.test,create\r\n,client1@x.test,create\r\n",
  ])
  func `a report of other making is read, too`(text: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    try stage.file("old.csv", text)
    try stage.expect(0, "fix", "--from", "old.csv")
    #expect(try stage.database.emails() == ["client1@x.test", "client2@x.test"])
  }

  @Test func `a MongoDB-wire server's clients are repaired`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'client2@x.test');")
    let mongo = try MongoCollection(TestRecord.many(3))
    stage.environment["MONGODB_URI"] = mongo.uri
    try stage.expect(0, "--dry-run", "--report", "run.ndjson", "--only", "client2@x.test")
    let end = try stage.expect(0, "fix", "--from", "run.ndjson")
    #expect(try end.counts() == ["read": 1, "update": 1])
    #expect(end.output.contains("comparison: record and row are equal"))
    let rows = try stage.database.rows("SELECT email, name FROM public.clients")
    #expect(rows == ["client2@x.test|Ann"])
  }
}

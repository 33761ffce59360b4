import Foundation
import Testing

/// What `explain` says of one client.
struct ExplainTests {
  private static let email = "ann@x.test"
  private static func old(_ number: Int) -> String {
    TestRecord.client(number, email, name: "Old", TestRecord.updated(number))
  }
  private static let id = TestRecord.id

  @Test(arguments: [
    ("newest", ["3 wins", "1 loses older-record 3", "2 loses older-record 3"], "create"),
    ("oldest", ["1 wins", "2 loses newer-record 1", "3 loses newer-record 1"], "create"),
    (
      "skip", ["1 loses unresolved", "2 loses unresolved", "3 loses unresolved"],
      "duplicate unresolved"
    ),
    (
      "fail", ["1 loses unresolved", "2 loses unresolved", "3 loses unresolved"],
      "duplicate unresolved"
    ),
  ])
  func `each of several records is told to win or to lose`(
    rule: String, lines: [String], step: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source((1...3).map(Self.old) + TestRecord.many(3))
    let client = try stage.explain(Self.email, "--on-duplicate", rule)
    let short = (1...3).reduce(into: [String: String]()) { $0[Self.id($1)] = "\($1)" }
    let seen = client.records?.map { record in
      record.line.split(separator: " ").map { short[String($0)] ?? String($0) }
        .joined(separator: " ")
    }
    #expect(seen == lines)
    #expect(client.next.withForce.line == step && client.next.withoutForce?.line == step)
    #expect(client.records?.compactMap(\.updatedAt).count == 3)
  }

  @Test func `a run that duplicates would stop is said to be stopped`() throws {
    let stage = try ProcessStage()
    try stage.source((1...2).map(Self.old))
    let end = try stage.expect(0, "explain", Self.email, "--on-duplicate", "fail")
    #expect(end.error.contains("a sync of this client would be stopped: 2 records share their key"))
    let json = try stage.expect(
      0, "explain", Self.email, "--on-duplicate", "fail", "--format", "json"
    ).json()
    #expect((json["obstacle"] as? [String: Any])?["stage"] as? String == "plan")
  }

  private static let long = String(repeating: "a", count: 250) + "@x.test"

  @Test(arguments: [
    (email, #"{"_id":1,"email":"ann@x.test"}"#, "rejected name-missing name"),
    (email, #"{"_id":1,"email":"ann@x.test","name":7}"#, "rejected wrong-type name"),
    (
      email, #"{"_id":1,"email":"ann@x.test","name":"A","protected":"yes"}"#,
      "rejected wrong-type protected"
    ),
    (long, #"{"_id":1,"email":"\#(long)","name":"A"}"#, "rejected too-long email"),
  ])
  func `a rejected record is told with reason and field`(
    email: String, record: String, verdict: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source([record])
    let client = try stage.explain(email)
    #expect(client.records?.map(\.line) == ["1 \(verdict)"])
    #expect(client.next.withForce.line == verdict && client.next.withoutForce?.line == verdict)
  }

  @Test func `several rows with the email are ambiguous`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      VALUES ('A', 'ann@x.test'), ('B', 'Ann@x.test'), ('C', E'ann@x.test\\t');
      """)
    try stage.source([Self.old(1)])
    let client = try stage.explain(Self.email)
    #expect(client.rows?.map(\.id) == ["1", "2", "3"] && client.nearRows?.isEmpty == true)
    #expect(client.rows?.last?.emailEscaped == #"ann@x.test\t"#)
    #expect(client.next.withForce.line == "rejected ambiguous-target email")
    #expect(client.comparison?.isEmpty == true)
    let text = try stage.expect(0, "explain", Self.email).output
    #expect(text.contains("target: 3 rows with this email: ambiguous\n"))
  }

  @Test func `record and row are compared field by field, JSON by path`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, protected, address)
      VALUES ('Old', 'ann@x.test', '1', true, '{"city": "Rome", "zip": 1, "tags": ["a", "b"]}');
      """)
    try stage.source([
      TestRecord.client(
        1, " Ann@x.test", name: "Old",
        #""protected":false,"address":{"city":"Oslo","zip":1.0,"tags":["a"]}"#)
    ])
    let client = try stage.explain(Self.email)
    let changes = (client.comparison ?? []).flatMap { column in
      column.changes.map { path, sides in
        "\(path): \(sides["from"]?.text ?? "-") -> \(sides["to"]?.text ?? "-")"
      }
    }
    #expect(
      changes.sorted() == [
        "address.city: Rome -> Oslo", "address.tags[1]: b -> -", "email: ann@x.test -> Ann@x.test",
        "phone: 1 -> null", "protected: true -> false",
      ])
    #expect(client.comparison?.filter(\.equal).map(\.column) == ["name"])
    #expect(client.next.withoutForce?.line == "differs no-force")
    // The flag is not lowered without leave, so a run would not write it.
    #expect(
      client.next.withForce.changes.keys.sorted() == [
        "address.city", "address.tags[1]", "email", "phone",
      ])
    let leave = try stage.explain(Self.email, "--allow-unprotect")
    #expect(leave.next.withForce.changes["protected"]?["to"]?.text == "false")
  }

  @Test(arguments: [
    (#"[]"#, "", "absent", "neither source nor target has this client"),
    (#"[]"#, "ann@x.test", "absent", "the source has no record, and no sync deletes a row"),
    (#"[1]"#, "ANN@x.test", "differs no-force", "update: email"),
    (#"[1]"#, "ann@x.test", "unchanged", "with --force: unchanged"),
  ])
  func `a client that is nowhere, or on one side alone, is said to be so`(
    records: String, row: String, step: String, words: String
  ) throws {
    let stage = try ProcessStage()
    if !row.isEmpty {
      try stage.database.run("INSERT INTO public.clients (name, email) VALUES ('Ann', '\(row)');")
    }
    try stage.source(
      TestRecord.many(2) + (records == "[]" ? [] : [TestRecord.client(9, Self.email)]))
    #expect(try stage.explain(Self.email).next.withoutForce?.line == step)
    let text = try stage.expect(0, "explain", Self.email).output
    #expect(text.contains(words), "\(text)")
  }

  @Test func `explain and the run after it agree about every record`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, protected) VALUES ('Ann', 'same@x.test', false),
        ('Old', 'differs@x.test', false), ('Ann', 'lowered@x.test', true), ('O', 'orphan@x.test', false);
      """)
    try stage.source([
      TestRecord.client(1, "same@x.test"), TestRecord.client(2, "differs@x.test"),
      TestRecord.client(3, "lowered@x.test", #""protected":false"#),
      TestRecord.client(4, "new@x.test"), TestRecord.client(5, "twice@x.test"),
      TestRecord.client(6, "twice@x.test"), #"{"_id":7,"email":"none@x.test"}"#,
    ])
    let keys = ["same", "differs", "lowered", "new", "twice", "none"].map { "\($0)@x.test" }
    for force in [[], ["--force"]] {
      _ = try stage.start(force + ["--dry-run", "--report", "r.ndjson"]).end()
      var fates: [String: String] = [:]
      for entry in try stage.report("r.ndjson") where entry.action != "duplicate" {
        fates[try #require(entry.key)] = entry.verdict
      }
      for key in keys {
        let next = try stage.explain(key).next
        let step = force.isEmpty ? next.withoutForce : next.withForce
        #expect(step?.line == fates[key] ?? "unchanged", "\(key) \(force)")
      }
    }
  }

  @Test func `a source on standard input is read once`() throws {
    let stage = try ProcessStage()
    let records = [Self.old(1), Self.old(2), TestRecord.client(3, "an n@x.test")]
    let end = try stage.expect(
      0, "explain", Self.email, "--source", "-", "--format", "json",
      input: .bytes(Array(records.joined(separator: "\n").utf8)))
    let client = try #require(try end.json()["client"] as? [String: Any])
    #expect(client["recordCount"] as? Int == 2 && client["nearRecordCount"] as? Int == 1)
    let next = try #require(client["next"] as? [String: Any])
    #expect((next["withForce"] as? [String: Any])?["action"] as? String == "create")
  }

  @Test func `nothing is written, and reading rights are enough`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'ann@x.test');")
    let role = try TestRole(stage.database, "SELECT")
    stage.environment["DATABASE_URL"] = try role.url
    try stage.source([Self.old(1), TestRecord.client(2, "new@x.test")])
    let before = try stage.database.fingerprint()
    #expect(try stage.explain(Self.email, "--force").next.withForce.line == "unchanged")
    #expect(try stage.explain("new@x.test").next.withForce.line == "create")
    #expect(try stage.database.fingerprint() == before)
  }

  @Test func `data cannot steer the terminal`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES (E'\\u001b[2J\\u202eevil', 'ann@x.test');")
    try stage.source([
      TestRecord.client(1, Self.email), TestRecord.client(2, #"ann@\u001b[31mx.test"#),
      TestRecord.client(3, #"\u202eann@x.test"#),
    ])
    let text = try stage.expect(0, "explain", Self.email).output
    #expect(text.contains(#"\u{202e}ann@x.test"#) && text.contains(#"\u001b[2J"#))
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0 != "\u{202E}" })
  }

  @Test(arguments: ["text", "json"])
  func `the mask hides emails and phones in all parts`(format: String) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, address) VALUES
        ('Ann', 'anneliese@x.test', '555123456', '{"mail": "other.mail@y.test"}'),
        ('Ann', 'anneliese @x.test', NULL, NULL);
      """)
    try stage.source([
      TestRecord.client(1, "anneliese@x.test"),
      TestRecord.client(2, "anneliesE@x.test", #""phone":"555987654""#),
      TestRecord.client(3, #"anneliese@x.test\u00a0"#),
      TestRecord.client(4, #"\uff41nneliese@x.test"#),
    ])
    try stage.expect(0, "init")
    try stage.expect(0, "--force", "--only", "anneliese@x.test")
    try stage.database.run("UPDATE public.clients SET phone = '555123456' WHERE id = 1;")
    let open = try stage.expect(0, "explain", "anneliese@x.test", "--format", format)
    let end = try stage.expect(0, "explain", "anneliese@x.test", "--mask", "--format", format)
    for secret in ["nneliese", "other.mail", "123456", "987654"] {
      #expect(open.output.contains(secret))
      #expect(!end.output.contains(secret), "\(end.output)")
    }
    #expect(end.output.contains("a***@x***.test#") && end.output.contains("*******56"))
  }

  private static let faults: [([String], Int32, String)] = [
    (["explain"], 64, "explain needs EMAIL"),
    (["explain", "no email"], 64, "EMAIL: no email: number 1"),
    (["explain", "a@x.test", "b@x.test"], 64, "argument"),
    (["explain", "a@x.test", "--source", "missing.bson"], 69, "missing.bson"),
    (
      ["explain", "a@x.test", "--source", "mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=300"],
      69,
      "refused"
    ),
  ]

  @Test(arguments: faults)
  func `faults end with the usual codes`(
    arguments: [String], status: Int32, words: String
  ) throws {
    let stage = try ProcessStage()
    if !arguments.contains("--source") { try stage.source([]) }
    let end = try stage.start(arguments).end()
    #expect(end.status == status, "\(end.everything)")
    #expect(end.error.contains(words), "\(end.everything)")
    #expect(end.output.isEmpty || !end.output.contains("client"))
    let json = try stage.start(arguments + ["--format", "json"]).end()
    #expect(json.status == status)
    if !json.output.isEmpty { #expect(try json.json()["exitCode"] as? Int32 == status) }
  }

  @Test func `a target without the table, or without the right to read it, is told`() throws {
    let stage = try ProcessStage("CREATE TABLE public.other (id int);")
    try stage.source([Self.old(1)])
    try stage.expect(78, "explain", Self.email)
    let closed = try ProcessStage()
    try closed.source([Self.old(1)])
    let role = try TestRole(closed.database, "")
    closed.environment["DATABASE_URL"] = try role.url
    try closed.expect(77, "explain", Self.email)
    closed.environment["DATABASE_URL"] = "postgresql://postgres@127.0.0.1:1/x"
    try closed.expect(69, "explain", Self.email)
  }
}

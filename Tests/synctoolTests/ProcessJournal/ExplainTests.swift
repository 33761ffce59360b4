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

  @Test func `what would stop a run of a client that has no record is told`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let end = try stage.expect(0, "explain", Self.email)
    #expect(end.error.contains("the source has no record of the named clients"), "\(end.error)")
    #expect(try stage.expect(4, "--only", Self.email).error.contains("the named clients"))
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

  @Test(arguments: [
    (#"{"_id":1,"email":"ann@x.test","name":"A","n":nul}"#, "rejected malformed n"),
    (#"{"_id":1,"email":" Ann@x.test","name":"A","n":{"$numberInt":"x"}}"#, "rejected malformed n"),
    (
      #"{"_id":1,"email":"ann@x.test","name":"A","at":ISODate("2020-01-01")}"#,
      "rejected malformed at"
    ),
    (#"{"_id":1,"email":"ann@x.test","name":"A","phone":"1}"#, "rejected malformed phone"),
  ])
  func `a record whose text is broken is told as the run tells it`(
    record: String, verdict: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source([
      TestRecord.client(7, "bob@x.test"), record, TestRecord.client(8, "eve@x.test"),
    ])
    let client = try stage.explain(Self.email)
    #expect(client.recordCount == 1 && client.records?.map(\.line) == ["1 \(verdict)"])
    #expect(client.next.withForce.line == verdict && client.next.withoutForce?.line == verdict)
    try stage.expect(3, "--dry-run", "--only", Self.email, "--report", "plan.ndjson")
    #expect(try stage.report("plan.ndjson").map(\.verdict) == [verdict])
    #expect(try stage.explain("bob@x.test").next.withForce.line == "create")
  }
}

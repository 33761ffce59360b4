import Foundation
import TestSupport
import Testing

/// What becomes of each user: every row of the table in Docs/Assignment.md.
struct AssignPlanTests {
  /// A user's client and value, and what a dry run without and with `--force` tells of them; nil for nothing.
  struct Case: Sendable {
    let client: TestBSON?
    let value: TestBSON?
    let verdict: String?
    let forced: String?

    init(_ client: TestBSON?, _ verdict: String) {
      (self.client, value, self.verdict, forced) = (client, nil, verdict, verdict)
    }

    init(_ client: TestBSON?, _ value: TestBSON, _ verdict: String?, forced: String? = nil) {
      (self.client, self.value) = (client, value)
      (self.verdict, self.forced) = (verdict, forced ?? verdict)
    }
  }

  static let cases: [Case] = [
    Case(.id(1), "create 101"),
    Case(.id(1), .null, "create 101"),
    Case(.id(1), .string("101"), nil),
    Case(.id(1), .string("999"), "differs no-force 101", forced: "update 101"),
    Case(.id(1), .string(""), "differs no-force 101", forced: "update 101"),
    // A text is another value than a number.
    Case(.id(1), .int32(101), "differs no-force 101", forced: "update 101"),
    Case(.id(1), .id(101), "differs no-force 101", forced: "update 101"),
    Case(.id(1), .bool(true), "differs no-force 101", forced: "update 101"),
    // Another client with the same email has the same row.
    Case(.id(6), "create 101"),
    Case(.string("acme"), "create 150"),
    // Numbers meet by their value.
    Case(.int32(70), "create 170"), Case(.int64(70), "create 170"),
    Case(.double(70), "create 170"),
    Case(.raw(19, [188, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 62, 48]), "create 170"),
    Case(.double(70.5), "rejected client-dangling cliente"),
    Case(.string("70"), "rejected client-dangling cliente"),
    Case(nil, "rejected client-missing cliente"),
    Case(.null, .string("101"), "rejected client-missing cliente stale"),
    Case(.id(99), "rejected client-dangling cliente"),
    Case(.id(99), .string("101"), "rejected client-dangling cliente stale"),
    Case(.id(3), "rejected client-unsynced cliente"),
    Case(.id(3), .string("5"), "rejected client-unsynced cliente stale"),
    Case(.id(4), "rejected client-rejected email-missing"),
    Case(.id(5), .string("7"), "rejected client-rejected email-invalid stale"),
    Case(.id(7), "rejected ambiguous-target email"),
    Case(.id(7), .string("107"), "rejected ambiguous-target email"),
    Case(.bool(true), "rejected wrong-type cliente"),
    Case(.document([("_id", .id(1))]), "rejected wrong-type cliente"),
    Case(.raw(4, TestBSON.document([("0", .id(1))])), "rejected wrong-type cliente"),
    Case(.id(1), .document([]), "rejected wrong-type postgresClientId 101"),
    Case(
      .id(1), .raw(4, TestBSON.document([("0", .string("101"))])),
      "rejected wrong-type postgresClientId 101"),
    // A missing client goes before a wrong type.
    Case(nil, .document([]), "rejected client-missing cliente stale"),
  ]

  private static func scene() throws -> AssignScene {
    try AssignScene(
      cases.enumerated().map {
        AssignScene.user($0.offset + 100, $0.element.client, $0.element.value)
      })
  }

  @Test(arguments: [false, true])
  func `every situation is told by action and reason`(force: Bool) throws {
    let scene = try Self.scene()
    let arguments = ["assign", "-n", "--report", "r.ndjson"] + (force ? ["--force"] : [])
    let end = try scene.stage.start(arguments).end()
    #expect(end.status == 3, "\(end.everything)")
    let wanted = Self.cases.enumerated().compactMap { number, one -> String? in
      guard let verdict = force ? one.forced : one.verdict else { return nil }
      return "u\(number + 100) \(verdict)"
    }
    let told = try scene.verdicts("r.ndjson")
    #expect(Set(told) == Set(wanted), "\(Set(told).symmetricDifference(wanted))")
    #expect(told.count == wanted.count)
    let counts = try end.counts()
    #expect(counts["read"] == Self.cases.count)
    #expect(counts["unchanged"] == 1)
    // "999", "", a boolean and an ObjectId are no row's id, nor are "5", "7", the objects and the list.
    #expect(counts["orphan"] == (force ? 5 : 9), "\(counts)")
    #expect(try scene.store.commands("update").isEmpty)
  }

  @Test func `an administrator without a client may be in order`() throws {
    let scene = try AssignScene([
      AssignScene.user(1, nil), AssignScene.user(2, .null, .string("102")),
      AssignScene.user(3, .id(99)), AssignScene.user(4, .id(1), .string("101")),
      AssignScene.user(5, nil, .string("none")),
    ])
    let end = try scene.stage.expect(
      3, "assign", "-n", "--allow-unassigned", "--report", "r.ndjson")
    #expect(try scene.verdicts("r.ndjson") == ["u3 rejected client-dangling cliente"])
    #expect(try end.counts() == ["read": 5, "unchanged": 4, "rejected": 1, "orphan": 1])
  }

  @Test func `ids as numbers are equal in every type that has the value`() throws {
    let values: [TestBSON] = [
      .int32(101), .int64(101), .double(101), .double(101.5), .string("101"), .int32(102),
    ]
    var users = values.enumerated().map { AssignScene.user($0.offset, .id(1), $0.element) }
    users.append(AssignScene.user(9, .id(2)))
    let scene = try AssignScene(users)
    try scene.stage.expect(
      0, "assign", "-n", "--force", "--id-type", "number", "--report", "r.ndjson")
    #expect(
      try scene.verdicts("r.ndjson")
        == ["u3 update 101", "u4 update 101", "u5 update 101", "u9 create 102"])
    let last = try #require(try scene.entries("r.ndjson").last?["changes"] as? [String: Any])
    #expect((last["postgresClientId"] as? [String: Any])?["to"] as? Int == 102)
  }

  @Test func `a user without an email is assigned like the others`() throws {
    let scene = try AssignScene([
      TestBSON.document([("_id", .id(1)), ("cliente", .id(1))]),
      TestBSON.document([("_id", .id(2)), ("email", .int32(5)), ("cliente", .id(2))]),
      TestBSON.document([("_id", .id(3)), ("email", .string("no at")), ("cliente", .id(99))]),
    ])
    let end = try scene.stage.expect(3, "assign", "-n", "--report", "r.ndjson")
    #expect(
      try scene.verdicts("r.ndjson").sorted() == [
        "(none) create 101", "(none) create 102", "(none) rejected client-dangling cliente",
      ])
    let id = try #require(try scene.entries("r.ndjson").first?["sourceId"] as? String)
    #expect(end.output.contains("(no usable email)  _id \(id)  postgresClientId: \"101\""))
  }

  @Test func `fields may lie within objects, where MongoDB can set them`() throws {
    let user = { (number: Int, profile: TestBSON?) -> [UInt8] in
      var members: [(String, TestBSON)] = [
        ("_id", .id(number)), ("email", .string("u\(number)@x.test")),
      ]
      if let profile { members.append(("profile", profile)) }
      return TestBSON.document(members)
    }
    let scene = try AssignScene([
      user(1, .document([("client", .id(1))])),
      user(2, .document([("client", .id(1)), ("dash", .document([]))])),
      user(3, .document([("client", .id(1)), ("dash", .document([("id", .string("101"))]))])),
      user(4, .document([("client", .id(1)), ("dash", .null)])),
      user(5, .document([("client", .id(1)), ("dash", .string("x"))])),
      user(6, .string("x")), user(7, nil),
    ])
    try scene.stage.expect(
      3, "assign", "-n", "--client-field", "profile.client", "--id-field", "profile.dash.id",
      "--report", "r.ndjson")
    #expect(
      try scene.verdicts("r.ndjson") == [
        "u1 create 101", "u2 create 101", "u4 rejected wrong-type profile.dash.id 101",
        "u5 rejected wrong-type profile.dash.id 101", "u6 rejected wrong-type profile.client",
        "u7 rejected client-missing profile.client",
      ])
  }

  @Test func `only those named are planned, under any spelling of their emails`() throws {
    let scene = try AssignScene([
      AssignScene.user(1, .id(1)), AssignScene.user(2, .id(99)),
      TestBSON.document([("_id", .id(3)), ("email", .string(" U1@X.test")), ("cliente", .id(2))]),
    ])
    let end = try scene.stage.expect(
      0, "assign", "-n", "--only", "u1@x.test", "--only", "nobody@x.test", "--report", "r.ndjson")
    #expect(try end.counts() == ["read": 2, "create": 2])
    #expect(try scene.verdicts("r.ndjson") == ["u1 create 101", "u1 create 102"])
    #expect(end.error.contains("no user has the email nobody@x.test"))
    try scene.stage.file("names", "u2@x.test\n")
    try scene.stage.expect(3, "assign", "-n", "--only-from", "names")
    let none = try scene.stage.expect(4, "assign", "-n", "--only", "nobody@x.test")
    #expect(none.error.contains("none of the named users exists"))
  }

  @Test func `a client that the mapping leaves out gives nobody its row`() throws {
    let gone: [UInt8] = TestBSON.document([
      ("_id", .id(2)), ("email", .string("bob@x.test")), ("deletedAt", .date(0)),
    ])
    let scene = try AssignScene(
      [AssignScene.user(1, .id(2), .string("102"))], clients: [AssignScene.clients[0], gone])
    try scene.stage.file(
      "mapping.json",
      #"{"where": {"deletedAt": null}}"#)
    try scene.stage.expect(
      3, "assign", "-n", "--mapping", "mapping.json", "--report", "r.ndjson")
    #expect(
      try scene.verdicts("r.ndjson") == ["u1 rejected client-excluded cliente stale"])
  }

  @Test func `no more is asked of the server than is used`() throws {
    let scene = try AssignScene([AssignScene.user(1, .id(1))])
    try scene.stage.expect(0, "assign", "-n")
    let reads = try scene.store.commandsJSON("find").joined(separator: "\n")
    #expect(reads.contains("postgresClientId") && reads.contains("cliente"))
    #expect(!reads.contains("password"))
  }

  @Test func `of few users only their clients are read, of whom nothing else is told`() throws {
    let users = [
      AssignScene.user(1, .id(1)), AssignScene.user(2, .double(70)), AssignScene.user(3, .id(99)),
      AssignScene.user(4, .bool(true)), AssignScene.user(5, nil),
      AssignScene.user(6, .raw(11, Array("a\0\0".utf8))),
    ]
    let scene = try AssignScene(users)
    let emails = { (numbers: [Int]) in numbers.flatMap { ["--only", "u\($0)@x.test"] } }
    try scene.stage.expect(3, "assign", "-n", "--report", "all.ndjson")
    let all = try scene.verdicts("all.ndjson")
    for numbers in [[1], [1, 2], [3], [4], [5], [6], [1, 2, 3, 4, 5, 6]] {
      _ = try scene.stage.start(
        ["assign", "-n", "--report", "some.ndjson"] + emails(numbers)
      ).end()
      let wanted = all.filter { entry in numbers.contains { entry.hasPrefix("u\($0) ") } }
      #expect(try scene.verdicts("some.ndjson") == wanted)
    }
    let reads = try scene.store.commandsJSON("find")
    #expect(reads.contains { $0.contains("\"$in\"") })
  }
}

import TestSupport
import Testing

/// The near twins of a client, on both sides.
struct ExplainTwinTests {
  struct Twin: CustomTestStringConvertible {
    /// As JSON writes it.
    var email: String
    var differences: [String]
    /// What the sync does with such a record.
    var verdict: String

    var testDescription: String { email }

    init(_ email: String, _ differences: [String], _ verdict: String = "other-client") {
      (self.email, self.differences, self.verdict) = (email, differences, verdict)
    }
  }

  /// Twins of `kim.strauss@x.test`.
  static let twins = [
    Twin(#"kim. strauss@x.test"#, ["space"], "rejected email-invalid email"),
    Twin(#"kim.strauss@x.test\u00a0"#, ["space"], "rejected email-invalid email"),
    Twin(#"kim.strauss\u3000@x.test"#, ["space"], "rejected email-invalid email"),
    Twin(#"kim.\u200bstrauss@x.test"#, ["invisible"], "rejected email-invalid email"),
    Twin(#"\ufeffkim.strauss@x.test"#, ["invisible"], "rejected email-invalid email"),
    Twin(#"kim.strauss\u0000@x.test"#, ["invisible"], "rejected nul-character email"),
    Twin(#"kim.strau\u034fss@x.test"#, ["invisible"]),
    Twin(#"\u212aim.strauss@x.test"#, ["form"]),
    Twin(#"kim.strau\u00df@x.test"#, ["case"]),
    Twin(#"kim.\u017ftrauss@x.test"#, ["form"]),
    Twin(#"k\u0131m.strauss@x.test"#, ["case"]),
    Twin(#"k\u0130m.strauss@x.test"#, ["case"]),
    Twin(#"\uff4bim.strauss@x.test"#, ["form"]),
    Twin(#"\uff2bim.strauss@x.test"#, ["form"]),
    Twin(#"kim\uff0estrauss@x.test"#, ["form"]),
    Twin(#"k\u0456m.strauss@x.test"#, ["look-alike"]),
    Twin(#"kim.str\u03b1uss@x.test"#, ["look-alike"]),
    Twin(
      #" K\u0456m.\u00adstrauss@x.test"#, ["invisible", "look-alike"],
      "rejected email-invalid email"),
  ]

  private static func stage() throws -> ProcessStage {
    try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Kim', 'Kim.Strauss@x.test');")
  }

  private static let others = [
    "kim.straus@x.test", "kim-strauss@x.test", "k1m.strauss@x.test", "kim.strauss@x.tes",
    "kim.strauss@y.test", "kím.strauss@x.test",
  ]

  private static func records(_ emails: [String]) -> [String] {
    emails.enumerated().map { TestRecord.client($0.offset + 1, $0.element) }
  }

  @Test(arguments: twins)
  func `a record that nearly has the email is shown with what it differs in`(twin: Twin) throws {
    let stage = try Self.stage()
    try stage.source(Self.records(["kim.strauss@x.test", twin.email] + Self.others))
    let client = try stage.explain("KIM.strauss@x.test")
    #expect(client.records?.map(\.line) == ["\(TestRecord.id(1)) wins"])
    let found = try #require(client.nearRecords?.first)
    #expect(client.nearRecords?.count == 1)
    #expect(found.differsIn == twin.differences)
    #expect(found.line.hasPrefix("\(TestRecord.id(2)) \(twin.verdict)"), "\(found.line)")
    #expect(found.emailEscaped.allSatisfy { $0.isASCII })
    #expect(found.emailEscaped != "kim.strauss@x.test")
    #expect(client.nearRows?.isEmpty == true)
  }

  @Test func `composed and decomposed letters are twins, and shown apart`() throws {
    let stage = try Self.stage()
    try stage.source(Self.records([#"jos\u00e9@x.test"#, #"jose\u0301@x.test"#, "jose@x.test"]))
    let client = try stage.explain("jos\u{e9}@x.test")
    #expect(client.records?.map(\.emailEscaped) == [#"jos\u{e9}@x.test"#])
    #expect(client.nearRecords?.map(\.emailEscaped) == [#"jose\u{301}@x.test"#])
    #expect(client.nearRecords?.map(\.differsIn) == [["form"]])
    let text = try stage.expect(0, "explain", "jos\u{e9}@x.test").output
    #expect(text.contains(#""jos\#u{e9}@x.test" = "jos\u{e9}@x.test""#))
    #expect(text.contains(#""jose\#u{301}@x.test" = "jose\u{301}@x.test"  no time of update"#))
  }

  @Test func `what the matching rule folds is no difference, and under exact it is one`() throws {
    let stage = try Self.stage()
    try stage.source(Self.records([" kim.strauss@x.test", "KIM.STRAUSS@x.test"]))
    let folded = try stage.explain("Kim.Strauss@x.test")
    #expect(folded.recordCount == 2 && folded.nearRecords?.isEmpty == true)
    #expect(folded.rows?.map(\.id) == ["1"])
    let exact = try stage.explain("kim.strauss@x.test", "--match", "exact")
    #expect(exact.records?.map(\.email) == [" kim.strauss@x.test"])
    #expect(exact.nearRecords?.map(\.differsIn) == [["case"]])
    #expect(exact.nearRows?.map(\.differsIn) == [["case"]])
  }

  @Test func `the target's near twins are shown, too`() throws {
    let stage = try Self.stage()
    try stage.database.run(
      """
      INSERT INTO public.clients (name, email) VALUES
        ('Space', 'kim.strauss @x.test'), ('Width', 'ｋim.strauss@x.test'),
        ('Look', 'kіm.strauss@x.test'), ('Other', 'kim.straus@x.test'), ('é', 'é@x.test');
      """)
    try stage.source(Self.records(["kim.strauss@x.test"]))
    let client = try stage.explain("kim.strauss@x.test")
    #expect(client.rows?.map(\.id) == ["1"])
    #expect(client.nearRows?.map(\.id) == ["2", "3", "4"])
    #expect(client.nearRows?.map(\.differsIn) == [["space"], ["form"], ["look-alike"]])
    #expect(client.nearRows?[1].emailEscaped == #"\u{ff4b}im.strauss@x.test"#)
  }

  @Test func `a MongoDB-wire server's twins are found`() throws {
    let stage = try Self.stage()
    // The server refuses a NUL.
    let emails = Self.twins.map(\.email).filter { !$0.contains("u0000") }
    let mongo = try MongoCollection(Self.records(["kim.strauss@x.test"] + emails + Self.others))
    stage.environment["MONGODB_URI"] = mongo.uri
    let client = try stage.explain("kim.strauss@x.test")
    #expect(client.records?.map(\.line) == ["\(TestRecord.id(1)) wins"])
    let found = Set((client.nearRecords ?? []).compactMap(\.sourceId))
    #expect(found == Set((2...emails.count + 1).map(TestRecord.id)))
    #expect(client.next.withForce.line == "update")
  }

  @Test func `twins are read by their emails, and values of the client's records alone`() throws {
    let stage = try Self.stage()
    let peer = try ScriptedMongo(
      [("kim.strauss@x.test", 1), ("kim. strauss@x.test", 2)].map { email, number in
        TestBSON.client(
          number,
          [
            ("email", .string(email)), ("name", .string("N")),
            ("updatedAt", .date(1_700_000_000_000)),
          ])
      })
    stage.environment["MONGODB_URI"] = peer.uri
    let client = try stage.explain("kim.strauss@x.test")
    #expect(client.nearRecordCount == 1 && client.recordCount == 1)
    #expect(client.records?.first?.updatedAt == "2023-11-14T22:13:20.000Z")
    let finds = try peer.commands("find")
    let projections = finds.compactMap { $0["projection"] as? [String: Int] }
    #expect(projections.map { $0.keys.sorted() }.first == ["email", "updatedAt"])
    #expect(projections.last?["address"] == 1 && projections.count == 2)
    #expect((finds.first?["filter"] as? [String: Any])?.isEmpty ?? true)
    #expect((finds.last?["filter"] as? [String: Any])?["email"] != nil)
  }

  @Test func `of very many twins a hundred are shown and all are counted`() throws {
    let stage = try Self.stage()
    let twins = (1...150).map { "kim.strauss@x." + String(repeating: " ", count: $0) + "test" }
    try stage.source(Self.records(twins))
    let client = try stage.explain("kim.strauss@x.test")
    #expect(client.nearRecordCount == 150)
    #expect(client.nearRecords?.map(\.sourceId) == (1...100).map(TestRecord.id))
    let text = try stage.expect(0, "explain", "kim.strauss@x.test").output
    #expect(text.contains("150 records with nearly this email:"))
    #expect(text.contains("… and 50 more"))
  }
}

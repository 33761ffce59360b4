import Foundation
import Testing

/// `explain` harms nothing, shows nothing that it must not, and fails as every command does.
struct ExplainSafetyTests {
  private static let email = "ann@x.test"
  private static let old = TestRecord.client(1, email, name: "Old", TestRecord.updated(1))

  @Test func `nothing is written, and reading rights are enough`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'ann@x.test');")
    let role = try TestRole(stage.database, "SELECT")
    stage.environment["DATABASE_URL"] = try role.url
    try stage.source([Self.old, TestRecord.client(2, "new@x.test")])
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
    (["explain", "no email"], 64, "EMAIL: value 1 is not an email address"),
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
    try stage.source([Self.old])
    try stage.expect(78, "explain", Self.email)
    let closed = try ProcessStage()
    try closed.source([Self.old])
    let role = try TestRole(closed.database, "")
    closed.environment["DATABASE_URL"] = try role.url
    try closed.expect(77, "explain", Self.email)
    closed.environment["DATABASE_URL"] = "postgresql://postgres@127.0.0.1:1/x"
    try closed.expect(69, "explain", Self.email)
  }
}

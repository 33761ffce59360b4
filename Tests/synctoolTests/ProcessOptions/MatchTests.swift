import Testing

/// `--match`, `--on-duplicate` and `--allow-unprotect`, run as processes.
struct MatchTests {
  @Test func `casefold takes letters of either case as the same`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients, "INSERT INTO public.clients (name, email) VALUES ('A', 'ANN@x.test');")
    try stage.source([TestRecord.client(1, "Ann@X.test", name: "A")])
    let end = try stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 1, "update": 1])
    #expect(try stage.database.emails() == ["Ann@X.test"])
  }

  @Test func `exact keeps them apart`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients, "INSERT INTO public.clients (name, email) VALUES ('A', 'ANN@x.test');")
    try stage.source([
      TestRecord.client(1, "Ann@X.test"), TestRecord.client(2, "ANN@x.test", name: "B"),
    ])
    let end = try stage.expect(0, "--force", "--match", "exact")
    #expect(try end.counts() == ["read": 2, "create": 1, "update": 1])
    #expect(try stage.database.emails() == ["ANN@x.test", "Ann@X.test"])
  }

  @Test func `no letter beyond ASCII is folded, and no form of Unicode`() throws {
    let stage = try ProcessStage()
    let twins = ["É@x.test", "é@x.test", "e\u{301}@x.test", "\u{212A}@x.test", "k@x.test"]
    try stage.source(twins.enumerated().map { TestRecord.client($0, $1) })
    #expect(try stage.expect(0).counts() == ["read": 5, "create": 5])
    #expect(try stage.database.count() == 5)
  }

  private static func duplicates(_ order: Bool) throws -> ProcessStage {
    let stage = try ProcessStage()
    let records = [
      TestRecord.client(1, "Ann@x.test", name: "First", TestRecord.updated(10)),
      TestRecord.client(3, "ann@X.test", name: "Last", TestRecord.updated(30)),
      TestRecord.client(2, " ann@x.test", name: "Middle", TestRecord.updated(30)),
      TestRecord.client(4, "ann@x.test", name: "Undated"), TestRecord.client(5, "bob@x.test"),
    ]
    try stage.source(order ? records : records.reversed())
    return stage
  }

  private static let rules: [(name: String?, winner: String, id: Int, reason: String)] = [
    (nil, "Last", 3, "older-record"), ("newest", "Last", 3, "older-record"),
    ("oldest", "Undated", 4, "newer-record"),
  ]

  @Test(arguments: rules, [true, false])
  func `one of several records wins, whatever their order`(
    rule: (name: String?, winner: String, id: Int, reason: String), order: Bool
  ) throws {
    let stage = try Self.duplicates(order)
    var arguments = ["--report", "run.ndjson"]
    if let name = rule.name { arguments += ["--on-duplicate", name] }
    let end = try stage.start(arguments).end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try end.counts() == ["read": 5, "create": 2, "duplicate": 3])
    #expect(
      try stage.database.rows("SELECT name FROM public.clients ORDER BY name")
        == ["Ann", rule.winner])
    let losers = try stage.report("run.ndjson").filter { $0.action == "duplicate" }
    #expect(losers.map(\.winnerId) == Array(repeating: TestRecord.id(rule.id), count: 3))
    #expect(losers.map(\.reason) == Array(repeating: rule.reason, count: 3))
  }

  @Test func `skip writes none of them and ends with 3`() throws {
    let stage = try Self.duplicates(true)
    let end = try stage.expect(3, "--on-duplicate", "skip")
    #expect(try end.counts() == ["read": 5, "create": 1, "duplicate": 4])
    #expect(try stage.database.emails() == ["bob@x.test"])
    try stage.expect(3, "--on-duplicate", "skip", "--dry-run", "--detailed-exitcode")
  }

  @Test func `fail ends the run before the first write and shows the plan`() throws {
    let stage = try Self.duplicates(true)
    let before = try stage.database.fingerprint()
    let end = try stage.expect(4, "--on-duplicate", "fail")
    #expect(end.output.contains("2 duplicate"))
    #expect(end.output.contains("+ create     bob@x.test"))
    #expect(end.error.contains("--on-duplicate is fail"))
    #expect(try stage.database.fingerprint() == before)
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "--on-duplicate", "fail")
  }

  private static func flags() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, protected) VALUES ('Ann', 'down@x.test', true),
        ('Old', 'both@x.test', true), ('Ann', 'up@x.test', false), ('Ann', 'keep@x.test', true);
      """)
    try stage.source([
      TestRecord.client(1, "down@x.test", #""protected":false"#),
      TestRecord.client(2, "both@x.test", #""protected":false"#),
      TestRecord.client(3, "up@x.test", #""protected":true"#), TestRecord.client(4, "keep@x.test"),
    ])
    return stage
  }

  private static let protection =
    "SELECT split_part(email, '@', 1), name, protected FROM public.clients ORDER BY id"

  @Test func `the protected flag is raised, and lowered only when allowed`() throws {
    let stage = try Self.flags()
    let end = try stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 4, "update": 2, "differs": 1, "unchanged": 1])
    #expect(end.output.contains("= differs    down@x.test"))
    #expect(end.output.contains("protected (turning it off needs --allow-unprotect)"))
    let kept = ["down|Ann|t", "both|Ann|t", "up|Ann|t", "keep|Ann|t"]
    #expect(try stage.database.rows(Self.protection) == kept)
    let allowed = try stage.expect(0, "--force", "--allow-unprotect")
    #expect(try allowed.counts() == ["read": 4, "update": 2, "unchanged": 2])
    let lowered = ["down|Ann|f", "both|Ann|f", "up|Ann|t", "keep|Ann|t"]
    #expect(try stage.database.rows(Self.protection) == lowered)
  }
}

import Testing

/// `--on-duplicate`, run as processes; `Tests/Runs` has what else it and `--match` do.
struct DuplicateTests {
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

  /// The members of a record that cannot be a row, whether its time can be read, and whether it is later
  /// than 20 seconds.
  private static let rejected: [(members: String, isDated: Bool, isNewer: Bool)] = [
    (#""phone":["1"],"# + TestRecord.updated(30), true, true),
    (#""phone":["1"],"# + TestRecord.updated(10), true, false),
    (#""phone":["1"]"#, true, false), (#""phone":["1"],"updatedAt":null"#, true, false),
    (#""phone":1e999,"# + TestRecord.updated(30), true, true),
    (TestRecord.updated(10) + #","phone":1e999"#, true, false),
    (TestRecord.updated(30) + #","phone":oops"#, true, true),
    (#""phone":"1","phone":"1","# + TestRecord.updated(30), true, true),
    (#""phone":["1"],"updatedAt":"2026-01-01""#, false, true),
    (#""updatedAt":{"$date":"2026-02-30T00:00:00Z"}"#, false, true),
    (TestRecord.updated(10) + "," + TestRecord.updated(30), false, true),
    (#""phone" oops"#, false, true), (#""phone":1e999"#, false, true),
  ]

  @Test(arguments: rejected, ["newest", "oldest", "skip", "fail"])
  func `an older record is not written for one that cannot be a row`(
    rejected: (members: String, isDated: Bool, isNewer: Bool), rule: String
  ) throws {
    let isLost = rule == "newest" ? rejected.isNewer : rule == "oldest" ? !rejected.isNewer : true
    let hasRule = rule == "newest" || rule == "oldest"
    let isResolved = hasRule && rejected.isDated
    for order in [true, false] {
      let stage = try ProcessStage(
        TestDatabase.clients,
        "INSERT INTO public.clients (name, email) VALUES ('Now', 'ann@x.test')")
      let records = [
        TestRecord.client(1, "ann@x.test", name: "Good", TestRecord.updated(20)),
        TestRecord.client(2, "Ann@x.test", name: "Bad", rejected.members),
      ]
      try stage.source(order ? records : records.reversed())
      let end = try stage.expect(
        rule == "fail" ? 4 : 3, "--force", "--on-duplicate", rule, "--report", "run.ndjson")
      let name = isResolved && !isLost ? "Good" : "Now"
      #expect(
        try stage.database.rows("SELECT name FROM public.clients") == [name], "\(end.everything)")
      if rule == "fail" { continue }
      let good = try stage.report("run.ndjson").first { $0.sourceId == TestRecord.id(1) }
      let lost =
        "duplicate "
        + (isResolved
          ? rule == "newest" ? "older-record" : "newer-record"
          : "unresolved" + (hasRule ? " updatedAt" : ""))
      #expect(good?.verdict == (name == "Good" ? "update" : lost))
      #expect(good?.winnerId == (isResolved && isLost ? TestRecord.id(2) : nil))
      if rule == "newest" {
        let explained = try stage.expect(0, "explain", "ann@x.test")
        #expect(explained.output.contains("loses") == (name == "Now"), "\(explained.output)")
      }
    }
  }

  @Test func `a record that the source has twice is not an older one`() throws {
    let stage = try ProcessStage()
    let record = TestRecord.client(1, "ann@x.test", TestRecord.updated(20))
    try stage.source([record, record])
    try stage.expect(0, "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map(\.verdict).sorted() == ["create", "duplicate repeated"])
  }

  @Test func `rows with one email are told where a rejected record stands for it`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email) VALUES ('A', 'ann@x.test'), ('B', 'Ann@x.test')
      """)
    try stage.source([
      TestRecord.client(1, "ann@x.test", TestRecord.updated(20)),
      TestRecord.client(2, "ann@x.test", #""phone":["1"],"# + TestRecord.updated(30)),
    ])
    try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map(\.verdict).sorted()
        == ["rejected ambiguous-target email", "rejected wrong-type phone"])
  }
}

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
}

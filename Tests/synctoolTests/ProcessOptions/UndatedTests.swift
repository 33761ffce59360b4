import Testing

/// Records with one email whose `updatedAt` is no date, run as processes.
struct UndatedTests {
  private static let times = [
    #""2024-05-01T12:00:00.000Z""#, #""""#, "1714564800", "1714564800000", "1.5",
    #"{"$numberLong":"1714564800000"}"#, #"{"$timestamp":{"t":1714564800,"i":1}}"#, "true",
    #"{"$numberDecimal":"1714564800"}"#, "{}", #"{"at":{"$date":"2024-05-01T12:00:00Z"}}"#, "[]",
  ]

  private static func stage(_ records: [String], _ order: Bool) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'ann@x.test');")
    try stage.source(order ? records : records.reversed())
    return stage
  }

  @Test(arguments: times, [true, false])
  func `of a contested email none is written`(time: String, order: Bool) throws {
    let stage = try Self.stage(
      [
        TestRecord.client(1, "Ann@x.test", name: "First", TestRecord.updated(10)),
        TestRecord.client(2, "ann@x.test", name: "Second", #""updatedAt":\#(time)"#),
        TestRecord.client(3, "bob@x.test", name: "Bob", #""updatedAt":\#(time)"#),
        TestRecord.client(4, "eve@x.test", name: "Eve", TestRecord.updated(10)),
        TestRecord.client(5, "eve@x.test", name: "Eva", TestRecord.updated(11)),
      ], order)
    for rule in ["newest", "oldest"] {
      let end = try stage.expect(
        3, "-n", "--force", "--on-duplicate", rule, "--report", "run.ndjson")
      #expect(
        try end.counts() == ["read": 5, "create": 2, "duplicate": 3], "\(end.everything)")
      let lost = try stage.report("run.ndjson").filter { $0.action == "duplicate" }
      #expect(
        lost.map(\.verdict).sorted() == [
          "duplicate \(rule == "oldest" ? "newer" : "older")-record",
          "duplicate unresolved updatedAt", "duplicate unresolved updatedAt",
        ])
      #expect(lost.filter { $0.reason == "unresolved" }.allSatisfy { $0.winnerId == nil })
      #expect(end.error.contains("2 records have a value for updatedAt that is not a date"))
    }
    let end = try stage.expect(3, "--force")
    #expect(end.error.split(separator: "\n").filter { $0.contains("not a date") }.count == 1)
    #expect(
      try stage.database.rows("SELECT name FROM public.clients ORDER BY email") == [
        "Old", "Bob", "Eva",
      ])
    try stage.expect(3, "status")
  }

  @Test(arguments: [true, false])
  func `an absent or null time is older than every date`(order: Bool) throws {
    let stage = try Self.stage(
      [
        TestRecord.client(1, "ann@x.test", name: "Dated", TestRecord.updated(10)),
        TestRecord.client(3, "ann@x.test", name: "None"),
        TestRecord.client(2, "ann@x.test", name: "Null", #""updatedAt":null"#),
      ], order)
    let end = try stage.expect(0, "--force")
    #expect(end.error == "")
    #expect(try stage.database.rows("SELECT name FROM public.clients") == ["Dated"])
    try stage.expect(0, "--force", "--on-duplicate", "oldest")
    #expect(try stage.database.rows("SELECT name FROM public.clients") == ["Null"])
  }

  @Test func `quiet leaves out duplicates that another record stands for`() throws {
    let stage = try Self.stage(
      [
        TestRecord.client(1, "ann@x.test", TestRecord.updated(1)),
        TestRecord.client(2, "ann@x.test", #""updatedAt":"x""#),
      ] + (3...60).map { TestRecord.client($0, "eve@x.test", TestRecord.updated($0)) }, false)
    let end = try stage.expect(3, "-q")
    #expect(end.lines.filter { $0.contains("unresolved") }.count == 2)
    #expect(end.lines.count == 2, "\(end.output)")
  }
}

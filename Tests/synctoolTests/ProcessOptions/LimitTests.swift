import Testing

/// `--max-creates` and `--max-updates`, run as processes.
struct LimitTests {
  /// A table of `rows` clients, and a source that has `updates` of them changed and `creates` new.
  private static func stage(rows: Int, creates: Int, updates: Int) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      SELECT 'Ann', 'client' || n || '@x.test' FROM generate_series(1, \(rows)) n;
      """)
    let known = TestRecord.many(updates, name: "Changed")
    let new = TestRecord.many(rows + creates).suffix(creates)
    try stage.source(known + new)
    return stage
  }

  @Test(arguments: [(9, Int32(0)), (10, 4)])
  func `a percentage counts only from ten rows up`(rows: Int, status: Int32) throws {
    let stage = try Self.stage(rows: rows, creates: 5, updates: 5)
    try stage.expect(status, "--force", "--max-updates", "10%")
    #expect(try stage.database.count() == (status == 0 ? rows + 5 : rows))
  }

  /// Rows, updates, the limit and the code; a `Double` misses the first.
  private static let exactLimits: [(Int, Int, String, Int32)] = [
    (1_250, 57, "4.56%", 0), (1_250, 58, "4.56%", 4), (1_250, 57, "4.5599999999999999999%", 4),
    (1_000, 29, "2.9%", 0), (1_000, 30, "2.99%", 4), (300, 100, "33.333333333333333333333333%", 4),
    (300, 100, "33.34%", 0), (10, 1, "010.000%", 0), (10, 10, "99999999999999999999%", 0),
  ]

  @Test(arguments: exactLimits)
  func `a percentage is exact to the last digit`(
    rows: Int, updates: Int, limit: String, status: Int32
  ) throws {
    let stage = try Self.stage(rows: rows, creates: 0, updates: updates)
    try stage.expect(status, "--force", "--dry-run", "--max-updates", limit)
  }

  @Test(arguments: ["0", "0%", "0.0%", "00%"], ["--max-updates", "--max-creates"])
  func `a limit of nothing allows nothing in the smallest table`(
    limit: String, option: String
  ) throws {
    let stage = try Self.stage(rows: 9, creates: 1, updates: 9)
    let before = try stage.database.fingerprint()
    let end = try stage.expect(4, "--force", option, limit)
    #expect(end.error.contains("\(option) allows 0"))
    #expect(try stage.database.fingerprint() == before)
    try stage.source(TestRecord.many(9))
    try stage.expect(0, "--force", option, limit)
  }

  @Test(arguments: ["-1", "5.5", "x", "%", "1e3", "NaN%", ".5%", "5.%", "1.2.3%", "-1%", "1e1%"])
  func `a limit that is none is refused`(value: String) throws {
    let stage = try Self.stage(rows: 0, creates: 1, updates: 0)
    for option in ["--max-creates", "--max-rejected"] {
      let end = try stage.expect(64, "\(option)=\(value)")
      #expect(end.error.contains("\(option): must be a whole number"))
    }
    #expect(try stage.database.count() == 0)
  }
}

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

  private static let limits: [([String], Int32)] = [
    (["--max-creates", "3"], Int32(0)), (["--max-creates", "2"], 4), (["--max-creates", "0"], 4),
    (["--max-updates", "2"], 0), (["--max-updates", "1"], 4),
    (["--max-creates", "15%"], 0), (["--max-creates", "14.9%"], 4),
    (["--max-updates", "10%"], 0), (["--max-updates=9%"], 4), (["--max-updates", "0%"], 4),
  ]

  @Test(arguments: limits)
  func `a plan beyond a limit is shown and not carried out`(
    arguments: [String], status: Int32
  ) throws {
    let stage = try Self.stage(rows: 20, creates: 3, updates: 2)
    let before = try stage.database.fingerprint()
    for more in [["--force", "--dry-run"], ["--force"]] {
      let end = try stage.start(arguments + more).end()
      #expect(end.status == status, "\(end.everything)")
      #expect(try end.counts() == ["read": 5, "create": 3, "update": 2, "orphan": 18])
      #expect(end.output.contains("+ create     client21@x.test"))
      if status == 4 { #expect(end.error.contains("allows")) }
      let isOffered = end.output.contains("to apply exactly this plan")
      #expect(isOffered == (status == 0 && more.contains("--dry-run")), "\(end.output)")
    }
    #expect(try (stage.database.fingerprint() == before) == (status == 4))
  }

  @Test(arguments: [(9, Int32(0)), (10, 4)])
  func `a percentage counts only from ten rows up`(rows: Int, status: Int32) throws {
    let stage = try Self.stage(rows: rows, creates: 5, updates: 5)
    try stage.expect(status, "--force", "--max-updates", "10%")
    #expect(try stage.database.count() == (status == 0 ? rows + 5 : rows))
  }

  @Test func `updates are no matter without force`() throws {
    let stage = try Self.stage(rows: 20, creates: 0, updates: 5)
    try stage.expect(0, "--max-updates", "0")
  }

  @Test(arguments: ["-1", "5.5", "x", "%", "1e3", "NaN%"])
  func `a limit that is none is refused`(value: String) throws {
    let stage = try Self.stage(rows: 0, creates: 1, updates: 0)
    let end = try stage.expect(64, "--max-creates=\(value)")
    #expect(end.error.contains("--max-creates: must be a whole number"))
    #expect(try stage.database.count() == 0)
  }
}

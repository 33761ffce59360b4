import Testing

/// Rows that PostgreSQL refuses, and rows that moved between plan and execution.
struct RefusalTests {
  @Test func `the rows that triggers and constraints refuse fail alone, the good ones are written`()
    throws
  {
    let stage = try RefusalScene.stage()
    let end = try stage.expect(3, "--report", "run.ndjson")
    let bad = RefusalScene.verdicts.count
    #expect(try end.counts() == ["read": 21 + bad, "create": 20, "failed": bad, "unchanged": 1])
    let failed = try stage.report("run.ndjson").filter { $0.action == "failed" }
    #expect(failed.map(\.verdict).sorted() == RefusalScene.verdicts.sorted())
    #expect(!end.everything.contains("secret of"), "the trigger's message may hold data")
    #expect(try stage.database.count() == 21)
  }

  @Test func `a dry run does not know of refusals, and the second run finds the same ones`() throws
  {
    let stage = try RefusalScene.stage()
    try stage.expect(0, "--dry-run")
    try stage.expect(3)
    let before = try stage.database.rows("SELECT t::text FROM public.clients t ORDER BY id")
    let end = try stage.expect(3, "--force")
    let bad = RefusalScene.verdicts.count
    #expect(try end.counts() == ["read": 21 + bad, "failed": bad, "unchanged": 21])
    #expect(try stage.database.rows("SELECT t::text FROM public.clients t ORDER BY id") == before)
  }

  @Test func `an update that is refused leaves its row as it was`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      SELECT 'Old', 'client' || n || '@x.test' FROM generate_series(1, 5) n;
      ALTER TABLE public.clients ADD CHECK (id <> 3 OR name = 'Old');
      """)
    try stage.source(TestRecord.many(5))
    let end = try stage.expect(3, "--force")
    #expect(try end.counts() == ["read": 5, "update": 4, "failed": 1])
    #expect(
      try stage.database.rows("SELECT name FROM public.clients ORDER BY id")
        == ["Ann", "Ann", "Old", "Ann", "Ann"])
  }

  @Test func `row security fails the row that a policy refuses`() throws {
    let entries = try RefusalScene.policy()
    #expect(entries.map(\.verdict).sorted() == ["create", "failed policy-violation"])
  }

  @Test func `a client that appears after the plan is left alone`() throws {
    let entries = try MeanwhileScene.appeared()
    #expect(
      entries.map { "\($0.key ?? "") \($0.verdict)" } == [
        "client1@x.test create", "client2@x.test failed appeared-meanwhile",
        "client3@x.test create",
      ])
  }

  @Test func `a client that is changed or deleted after the plan is left alone`() throws {
    let entries = try MeanwhileScene.changed()
    #expect(
      entries.map { "\($0.key ?? "") \($0.verdict)" } == [
        "client1@x.test update", "client2@x.test failed changed-meanwhile",
        "client3@x.test failed changed-meanwhile",
      ])
  }
}

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

  /// What a trigger's function does for one row: states that it chooses, and faults of its statements.
  private static let faults =
    [
      "08006", "0A000", "25006", "3F000", "42501", "42703", "42804", "42P01", "53100", "55P03",
      "57014", "57P01", "58030", "XX000",
    ].map { "RAISE EXCEPTION 'no' USING ERRCODE = '\($0)'" } + [
      "INSERT INTO public.nothing VALUES (1)", "PERFORM public.nothing(1)",
      "CREATE TABLE pg_catalog.x ()", "EXECUTE 'CREATE nonsense'",
    ]

  @Test(arguments: faults)
  func `a row that breaks a trigger's function fails alone, forwards and back`(
    fault: String
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'client2@x.test');")
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3))
    let sql = """
      CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.email = 'client2@x.test' THEN \(fault); END IF; RETURN coalesce(NEW, OLD); END $$;
      CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.refuse();
      """
    try stage.database.run(sql)
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 3, "create": 2, "failed": 1])
    try stage.database.run("DROP TRIGGER refuse ON public.clients")
    try stage.expect(0, "--force")
    try stage.database.run(sql)
    let undo = try stage.expect(3, "undo", "2", "--report", "undo.ndjson")
    #expect(try undo.counts() == ["read": 1, "failed": 1])
    for report in ["run.ndjson", "undo.ndjson"] {
      #expect(
        try stage.report(report).filter { $0.action == "failed" }
          .map { "\($0.key ?? "") \($0.verdict)" } == ["client2@x.test failed raised"])
    }
    #expect(try stage.database.count() == 3)
  }

  @Test func `a lock that a trigger waits for in vain is no row's fault`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      Self.refusal("SET LOCAL lock_timeout = '50ms'; PERFORM pg_advisory_xact_lock(4712)"))
    try stage.source(TestRecord.many(3))
    var holder = try stage.database.connect()
    try holder.executeScript("SELECT pg_advisory_lock(4712)")
    let end = try stage.expect(1)
    #expect(end.error.contains("(SQLSTATE 55P03)"), "\(end.error)")
    #expect(try stage.database.count() == 0)
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

  /// What makes of each row, SQL before the run or while it waits, and the run.
  private static let fruitless: [(sql: String, meanwhile: String?, arguments: [String])] = [
    (refusal("RAISE EXCEPTION 'no'"), nil, ["--force"]), (refusal("RETURN NULL"), nil, ["--force"]),
    (refusal("RAISE EXCEPTION 'no'"), nil, ["undo", "1"]),
    (refusal("RETURN NULL"), nil, ["undo", "1"]),
    (refusal("RAISE EXCEPTION 'no'"), nil, ["fix", "client1@x.test"]),
    ("", "UPDATE public.clients SET name = 'Else'", ["--force"]),
  ]

  private static func refusal(_ body: String) -> String {
    """
    CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      \(body); RETURN NEW; END $$;
    CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON public.clients
      FOR EACH ROW EXECUTE FUNCTION public.refuse();
    """
  }

  @Test(arguments: fruitless)
  func `a run that in the end writes no row does not say that it changed the target`(
    sql: String, meanwhile: String?, arguments: [String]
  ) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3))
    try stage.expect(0)
    if !sql.isEmpty { try stage.database.run(sql) }
    try stage.source(TestRecord.many(3, name: "Bob"))
    let line = arguments + ["--format", "json"]
    let end = try meanwhile.map { try stage.run(line, whileWaiting: $0) } ?? stage.start(line).end()
    #expect(end.status == 3, "\(end.everything)")
    let json = try end.json()
    #expect(json["committed"] as? Bool == false)
    let counts = try #require(json["counts"] as? [String: Int])
    #expect(counts["failed"] == counts["read"] && counts["failed"] != 0)
    #expect(try stage.database.value("SELECT status FROM synctool.runs WHERE id = 2") == "done")
    #expect(
      try stage.database.value("SELECT count(*) FROM public.clients WHERE name IN ('Ann', 'Else')")
        == "3")
  }
}

import Testing

/// What goes wrong in a trigger or in the journal's own tables is told of them, and not of the clients.
struct ForeignCauseTests {
  private static func trigger(_ body: String) -> String {
    """
    CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      \(body); RETURN NEW; END $$;
    CREATE TRIGGER audit BEFORE INSERT OR UPDATE ON public.clients
      FOR EACH ROW EXECUTE FUNCTION public.audit();
    """
  }

  private static let broken: [(body: String, status: Int32)] = [
    ("INSERT INTO public.audit_log VALUES (1)", 78), ("PERFORM NEW.nofield", 78),
    ("PERFORM public.nothing(1)", 1),
  ]

  @Test(arguments: broken)
  func `a broken trigger is what the reason of each row is about`(body: String, _: Int32) throws {
    let stage = try ProcessStage(TestDatabase.clients, Self.trigger(body))
    try stage.source(TestRecord.many(2))
    try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map(\.verdict) == ["failed raised", "failed raised"])
    #expect(try stage.database.count() == 0)
  }

  @Test(arguments: broken)
  func `a function that breaks the reading is what the hint is about`(
    body: String, status: Int32
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');
      CREATE FUNCTION public.may(new public.clients) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
        \(body); RETURN true; END $$;
      ALTER TABLE public.clients ENABLE ROW LEVEL SECURITY;
      CREATE POLICY may ON public.clients USING (public.may(clients));
      """)
    try stage.source(TestRecord.many(2))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    let end = try stage.expect(status, "--force")
    #expect(end.error.contains("raised in a trigger or a function"), "\(end.error)")
    #expect(try stage.database.count() == 1)
  }

  @Test(arguments: [
    "ALTER TABLE synctool.changes ADD CHECK (key = '')",
    "ALTER TABLE synctool.runs ADD CHECK (command <> 'sync')",
    "ALTER TABLE synctool.runs ADD x int NOT NULL DEFAULT 1; ALTER TABLE synctool.runs ALTER x DROP DEFAULT",
  ])
  func `a constraint on the journal is no client's fault`(sql: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "init")
    try stage.database.run(sql)
    let end = try stage.expect(1, "--force")
    #expect(end.error.contains("the journal's own tables were altered"), "\(end.error)")
    #expect(try stage.database.count() == 0)
  }

  @Test(arguments: [
    "TABLE shadow.clients (LIKE public.clients)", "VIEW shadow.clients AS SELECT 1 AS x",
  ])
  func `under a shadowing search path only a run's number finds its table`(object: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.database.run("CREATE SCHEMA shadow; CREATE \(object)")
    stage.environment["PGOPTIONS"] = "-c search_path=shadow,public"
    for arguments in [["undo", "last"], ["undo", "last", "-n"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(end.error.contains("finds shadow.clients first"), "\(end.error)")
    }
    #expect(try stage.database.count() == 2)
    try stage.expect(0, "undo", "1")
    #expect(try stage.database.count() == 0)
  }

  @Test(arguments: ["timestamptz(0)", "timestamp(3)", "date"])
  func `a narrowed column of the time of a write keeps no client`(type: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.expect(0, "undo", "1")
    try stage.database.run("ALTER TABLE public.clients ALTER updatedat TYPE \(type)")
    let end = try stage.expect(0, "undo", "last")
    #expect(try end.counts() == ["read": 2, "create": 2], "\(end.everything)")
    #expect(try stage.database.count() == 2)
  }

  @Test func `a dry run that cannot see a sequence says so`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (id, name, email) VALUES (1, 'A', 'a@x.test');")
    try stage.source(TestRecord.many(2))
    let role = try TestRole(stage.database, "SELECT")
    stage.environment["DATABASE_URL"] = try role.url
    try stage.database.run("REVOKE ALL ON SEQUENCE public.clients_id_seq FROM \(role.name)")
    let end = try stage.expect(0, "-n", "-q")
    #expect(end.error.contains("this role cannot see where the sequence"), "\(end.everything)")
    try stage.database.run("GRANT SELECT ON SEQUENCE public.clients_id_seq TO \(role.name)")
    #expect(try stage.expect(78, "-n").error.contains("is behind the rows"))
  }
}

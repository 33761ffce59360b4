import Testing

/// Rows that PostgreSQL does not let an undo write, tables of other kinds, and other sessions.
struct UndoRefusalTests {
  @Test func `rows that triggers and constraints refuse fail alone, with sync's reasons`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      SELECT 'Old', 'client' || n || '@x.test' FROM generate_series(1, 6) n;
      """)
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(20))
    try stage.expect(0, "--force")
    try stage.database.run(
      """
      ALTER TABLE public.clients ADD CONSTRAINT no_old CHECK (name <> 'Old' OR id <> 2) NOT VALID;
      CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.email = 'client7@x.test' THEN RAISE EXCEPTION 'secret of %', OLD.email; END IF;
        IF OLD.email = 'client8@x.test' THEN RETURN NULL; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF OLD.email = 'client3@x.test' THEN RETURN NULL; END IF;
        RETURN NEW; END $$;
      CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.guard();
      """)
    let versions = try stage.database.versions()
    let end = try stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 20, "delete": 12, "update": 4, "failed": 4])
    #expect(!end.everything.contains("secret of"))
    #expect(
      try stage.report("run.ndjson").filter { $0.action == "failed" }
        .map { "\($0.key ?? "") \($0.verdict)" } == [
          "client2@x.test failed check-violation no_old", "client3@x.test failed swallowed",
          "client7@x.test failed raised", "client8@x.test failed swallowed",
        ])
    #expect(
      try stage.database.rows("SELECT email, name FROM public.clients ORDER BY email") == [
        "client1@x.test|Old", "client2@x.test|Ann", "client3@x.test|Ann", "client4@x.test|Old",
        "client5@x.test|Old", "client6@x.test|Old", "client7@x.test|Ann", "client8@x.test|Ann",
      ])
    let now = Set(try stage.database.versions())
    #expect(versions.filter { now.contains($0) }.count == 4)
    #expect(
      try stage.database.value("SELECT count(*) FROM synctool.changes WHERE run = 2") == "16")
    #expect(
      try stage.database.value(
        "SELECT string_agg(action || ' ' || reason, ', ' ORDER BY key) FROM synctool.rejections")
        == "failed check-violation, failed swallowed, failed raised, failed swallowed")
    // What went in is undone again to the byte, with the refusing trigger still there.
    try stage.expect(0, "undo", "2")
    #expect(try stage.database.count() == 20)
  }

  /// Tables that differ from the contract's in the id, or have columns that PostgreSQL fills.
  @Test(arguments: [
    TestDatabase.clients.replacing(
      "BIGSERIAL PRIMARY KEY", with: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    TestDatabase.clients.replacing(
      "BIGSERIAL PRIMARY KEY", with: "uuid DEFAULT gen_random_uuid() PRIMARY KEY"),
    TestDatabase.clients.replacing(
      "BIGSERIAL PRIMARY KEY", with: "text DEFAULT 'c' || md5(random()::text) PRIMARY KEY"),
    TestDatabase.clients
      + """
      ALTER TABLE public.clients
        ADD slug text GENERATED ALWAYS AS (lower(name) || '!') STORED NOT NULL,
        ADD serial int NOT NULL GENERATED ALWAYS AS IDENTITY,
        ADD "odd ""name'" int DEFAULT 7;
      """,
    TestDatabase.clients
      + """
      CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('so so', 'good');
      CREATE DOMAIN app.short AS varchar(3); CREATE TYPE app.pair AS (a int, b text);
      ALTER TABLE public.clients ADD c1 bytea DEFAULT '\\x00ff', ADD c2 text[] DEFAULT '{a,NULL,"b,"}',
        ADD c3 bit(5) DEFAULT '10110', ADD c4 interval DEFAULT '1 mon -3 days 04:05:06.7',
        ADD c5 char(5) DEFAULT 'ab', ADD c6 json DEFAULT '{"b": 1.0,  "a":1}',
        ADD c7 float8 DEFAULT 0.1::float8 * 3, ADD c8 numeric DEFAULT 1.500,
        ADD c9 app.mood DEFAULT 'so so', ADD c10 app.short DEFAULT 'abc',
        ADD c11 inet DEFAULT '10.0.0.1/8', ADD c12 int4range DEFAULT '[1,5)',
        ADD c13 app.pair DEFAULT '(1,"x, y")', ADD c14 time(2) DEFAULT '01:02:03.45',
        ADD c15 "char" DEFAULT 'x', ADD c16 float4 DEFAULT 'NaN', ADD c17 name DEFAULT 'N',
        ADD c18 timestamptz DEFAULT 'infinity', ADD c19 timestamp DEFAULT '0044-03-15 BC',
        ADD c20 app.mood[] DEFAULT '{good,"so so"}', ADD c21 varchar(4) DEFAULT 'a\\b''',
        ADD c22 oid DEFAULT 4294967295, ADD c23 tsvector DEFAULT '''it''''s'':1';
      """,
  ])
  func `every kind of column comes back to the byte`(table: String) throws {
    let scene = try UndoScene(table)
    for (run, rows) in [(1, scene.before), (2, scene.after), (3, scene.before), (4, scene.after)] {
      let end = try scene.stage.expect(0, "undo", "\(run)")
      #expect(try end.counts()["update"] == 2)
      #expect(try scene.rows() == rows, "undo of run \(run)")
    }
  }

  @Test(arguments: [
    ("array_nulls = off", "text[] DEFAULT ARRAY['a', NULL, 'NULL']"),
    ("quote_all_identifiers = on", "regclass DEFAULT 'public.clients'::regclass"),
    ("lc_monetary = 'C.UTF-8'", "money DEFAULT 12.5"),
    ("xmloption = document", "text DEFAULT 'a<b/>'"),
  ])
  func `settings of the database that say how texts are read play no part`(
    setting: String, column: String
  ) throws {
    let scene = try UndoScene(
      TestDatabase.clients, "ALTER TABLE public.clients ADD extra \(column);")
    try scene.stage.expect(0, "undo", "1")
    let name = scene.database.name
    try scene.database.run("ALTER DATABASE \(name) SET \(setting)")
    defer { try? scene.database.run("ALTER DATABASE \(name) RESET ALL") }
    try scene.stage.expect(0, "undo", "2")
    try scene.database.run("ALTER DATABASE \(name) RESET ALL")
    #expect(try scene.rows() == scene.after)
  }

  @Test func `the search path of the role plays no part`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      """
      CREATE SCHEMA app;
      CREATE FUNCTION app.spring(jsonb, text) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'sprung'; END $$;
      CREATE OPERATOR app.->> (FUNCTION = app.spring, LEFTARG = jsonb, RIGHTARG = text);
      CREATE OPERATOR app.? (FUNCTION = app.spring, LEFTARG = jsonb, RIGHTARG = text);
      CREATE DOMAIN app.varchar AS text CHECK (length(VALUE) = 0);
      CREATE DOMAIN app.jsonb AS pg_catalog.jsonb CHECK (false);
      CREATE TABLE app.clients (LIKE public.clients);
      CREATE TABLE app.runs (LIKE public.clients);
      """)
    let role = try TestRole(scene.database, "SELECT, INSERT, UPDATE, DELETE")
    try scene.database.run(
      """
      GRANT USAGE ON SCHEMA synctool, app TO \(role.name);
      GRANT ALL ON ALL TABLES IN SCHEMA synctool, app TO \(role.name);
      ALTER ROLE \(role.name) SET search_path = app, pg_catalog, synctool, public;
      """)
    scene.stage.environment["DATABASE_URL"] = try role.url
    scene.stage.environment["SYNCTOOL_TABLE"] = "public.clients"
    try scene.stage.expect(0, "undo", "1")
    #expect(try scene.rows() == scene.before)
    try scene.stage.expect(0, "undo", "2")
    #expect(try scene.rows() == scene.after)
    withExtendedLifetime(role) {}
  }

  @Test func `a value that one row frees is there for the other`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE UNIQUE INDEX one_phone ON public.clients (phone);
      INSERT INTO public.clients (name, email, phone) VALUES ('Old', 'a@x.test', '1');
      """)
    try stage.expect(0, "init")
    try stage.source([
      TestRecord.client(1, "a@x.test", #""phone":"2""#),
      TestRecord.client(2, "b@x.test", #""phone":"1""#),
    ])
    let before = try stage.database.rows(UndoScene.table)
    try stage.expect(0, "--force")
    let after = try stage.database.rows(UndoScene.table)
    try stage.expect(0, "undo", "1")
    #expect(try stage.database.rows(UndoScene.table) == before)
    try stage.expect(0, "undo", "2")
    #expect(try stage.database.rows(UndoScene.table) == after)
  }

  @Test func `a row that begins to refer to a client meanwhile keeps it`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      "CREATE TABLE public.sensors (client bigint REFERENCES public.clients ON DELETE CASCADE);")
    var other = try scene.database.connect()
    try other.executeScript("BEGIN; INSERT INTO public.sensors VALUES (3)")
    let tool = try scene.stage.start(["undo", "1", "--report", "run.ndjson"])
    try scene.database.waitForLock(sessions: 1)
    try other.executeScript("COMMIT")
    let end = try tool.end()
    #expect(end.status == 3, "\(end.everything)")
    #expect(
      try scene.verdicts("run.ndjson").first == "new1@x.test kept referenced public.sensors.client")
    #expect(try scene.database.rows("SELECT client FROM public.sensors") == ["3"])
  }

  @Test func `a row that is changed while the undo waits stays`() throws {
    let scene = try UndoScene()
    var other = try scene.database.connect()
    try other.executeScript("BEGIN; UPDATE public.clients SET phone = '1' WHERE id = 1")
    let tool = try scene.stage.start(["undo", "1", "--report", "run.ndjson"])
    try scene.database.waitForLock(sessions: 1)
    try other.executeScript("COMMIT")
    #expect(try tool.end().status == 3)
    #expect(
      try scene.verdicts("run.ndjson") == [
        "new1@x.test delete", "new2@x.test delete", "old1@x.test kept changed-since",
        "old2@x.test update",
      ])
  }

  @Test func `an undo that is refused under the lock shows its plan as its dry run does`() throws {
    let scene = try UndoScene(
      then: "ALTER TABLE public.clients REPLICA IDENTITY NOTHING;"
        + "CREATE PUBLICATION pub FOR TABLE public.clients;")
    defer { try? scene.database.run("DROP PUBLICATION pub") }
    let plan = ["read": 4, "delete": 2, "update": 2]
    for more in [["--dry-run"], []] {
      let line = ["undo", "1", "-v"] + more
      let end = try scene.stage.start(line + ["--report", "plan.md"]).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(end.output.contains("- delete     new1@x.test"), "\(end.output)")
      #expect(end.output.contains("~ update     old1@x.test"), "\(end.output)")
      let page = try scene.stage.text("plan.md")
      #expect(page.contains("Stopped, nothing was written: ") && page.contains("new1@x.test"))
      try scene.stage.expect(78, "undo", "1", "--report", "plan.csv")
      #expect(try scene.stage.text("plan.csv").split(separator: "\r\n").count == 5)
      let json = try scene.stage.start(line.filter { $0 != "-v" } + ["--format", "json"]).end()
      #expect(try json.counts().filter { $0.value > 0 } == plan)
      #expect(try json.json()["committed"] as? Bool == false)
    }
    #expect(try scene.rows() == scene.after)
    #expect(try scene.journal(2) == "undo failed 78 1 delete 2 read 4 update 2")
  }

  @Test func `an undo that fails while it writes keeps what it had planned`() throws {
    let scene = try UndoScene()
    let role = try TestRole(scene.database, "SELECT, INSERT, UPDATE")
    try scene.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT ALL ON ALL TABLES IN SCHEMA synctool TO \(role.name);
      GRANT ALL ON ALL SEQUENCES IN SCHEMA synctool TO \(role.name)
      """)
    let end = try scene.stage.run(
      "undo", "1", "--format", "json", with: ["DATABASE_URL": try role.url])
    #expect(end.status == 77, "\(end.everything)")
    #expect(try end.counts().filter { $0.value > 0 } == ["read": 4, "delete": 2, "update": 2])
    #expect(try scene.journal(2) == "undo failed 77 1 delete 2 read 4 update 2")
    #expect(try scene.rows() == scene.after)
  }
}

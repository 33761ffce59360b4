import Testing

/// A role whose search path begins with a schema that others may write to.
struct SearchPathTests {
  /// Everything that a run's statements name without need of a schema, as a trap.
  private static let traps = """
    CREATE SCHEMA evil;
    CREATE TABLE evil.clients (LIKE public.clients INCLUDING ALL);
    CREATE FUNCTION evil.spring() RETURNS boolean LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'evil ran'; END $$;
    DO $$
    DECLARE type text; sign text;
    BEGIN
      FOREACH type IN ARRAY '{text,tid,bool,xid,int8,int4,uuid,jsonb,numeric,timestamptz}'::text[] LOOP
        EXECUTE format('CREATE FUNCTION evil.spring(pg_catalog.%1$s, pg_catalog.%1$s)
          RETURNS boolean LANGUAGE sql AS ''SELECT evil.spring()''', type);
        FOREACH sign IN ARRAY '{=,<>,<,<=,>,>=}'::text[] LOOP
          EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.spring,
            LEFTARG = pg_catalog.%2$s, RIGHTARG = pg_catalog.%2$s)', sign, type);
        END LOOP;
      END LOOP;
    END $$;
    CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS 'SELECT evil.spring()::text';
    CREATE FUNCTION evil.btrim(text, text) RETURNS text LANGUAGE sql AS 'SELECT evil.spring()::text';
    CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql
      AS 'SELECT CASE WHEN evil.spring() THEN pg_catalog.now() END';
    CREATE FUNCTION evil.sha256(bytea) RETURNS bytea LANGUAGE sql
      AS 'SELECT CASE WHEN evil.spring() THEN $1 END';
    CREATE FUNCTION evil.encode(bytea, text) RETURNS text LANGUAGE sql
      AS 'SELECT evil.spring()::text';
    CREATE FUNCTION evil.hash_record_extended(record, int8) RETURNS int8 LANGUAGE plpgsql
      AS 'BEGIN PERFORM evil.spring(); RETURN 1; END';
    CREATE FUNCTION evil.age(xid) RETURNS int4 LANGUAGE sql
      AS 'SELECT CASE WHEN evil.spring() THEN 1 END';
    CREATE FUNCTION evil.set_config(text, text, bool) RETURNS text LANGUAGE sql
      AS 'SELECT evil.spring()::text';
    CREATE FUNCTION evil.current_setting(text) RETURNS text LANGUAGE sql
      AS 'SELECT evil.spring()::text';
    CREATE FUNCTION evil.pg_backend_pid() RETURNS int4 LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION evil.pg_try_advisory_lock(int8) RETURNS bool LANGUAGE sql
      AS 'SELECT evil.spring()';
    CREATE FUNCTION evil.pg_current_xact_id_if_assigned() RETURNS xid8 LANGUAGE sql
      AS 'SELECT CASE WHEN evil.spring() THEN NULL::xid8 END';
    CREATE AGGREGATE evil.count(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '100');
    CREATE DOMAIN evil.text AS pg_catalog.text CHECK (evil.spring());
    CREATE DOMAIN evil.int8 AS pg_catalog.int8 CHECK (evil.spring());
    CREATE DOMAIN evil.bool AS pg_catalog.bool CHECK (evil.spring());
    DO $$ BEGIN
      CREATE COLLATION evil."C" (provider = icu, locale = 'und', deterministic = false);
    EXCEPTION WHEN feature_not_supported THEN NULL; -- built without ICU: there is no such trap
    END $$;
    """

  /// One trigger that names its table without a schema, as an application's may; one that refuses a row.
  private static let triggers = """
    CREATE SCHEMA app;
    CREATE TABLE app.trail (email pg_catalog.text);
    CREATE FUNCTION app.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name OPERATOR(pg_catalog.=) 'refused' THEN RETURN NULL; END IF;
      INSERT INTO trail VALUES (NEW.email); RETURN NEW; END $$;
    CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON public.clients
      FOR EACH ROW EXECUTE FUNCTION app.watch();
    CREATE FUNCTION app.begins() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO trail VALUES ('begin'); RETURN NULL; END $$;
    CREATE TRIGGER begins BEFORE INSERT ON public.clients EXECUTE FUNCTION app.begins();
    """

  private static func stage() throws -> (stage: ProcessStage, role: TestRole) {
    let stage = try ProcessStage()
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    try stage.database.run(
      """
      INSERT INTO public.clients (name, email, phone) VALUES ('Old', 'Client2@x.test', '7');
      \(traps)\(triggers)
      GRANT USAGE ON SCHEMA evil, app TO \(role.name);
      GRANT ALL ON ALL TABLES IN SCHEMA evil, app TO \(role.name);
      ALTER ROLE \(role.name) SET search_path = evil, pg_catalog, app, public;
      """)
    stage.environment["DATABASE_URL"] = try role.url
    stage.environment["SYNCTOOL_TABLE"] = "public.clients"
    // A column that keeps its value makes the update read the row's own.
    try stage.file(
      "mapping.json",
      #"{"columns": [{"field": "name"}, {"field": "phone", "absent": "keep"},"#
        + #" {"field": "address", "type": "jsonb"}]}"#)
    return (stage, role)
  }

  /// Databases are used again.
  private static func clean(_ stage: ProcessStage, _ role: TestRole) {
    try? stage.database.run("DROP SCHEMA evil CASCADE")
    withExtendedLifetime(role) {}
  }

  @Test(arguments: [[], ["--report", "run.ndjson"]])
  func `a shadow schema in the role's search path changes nothing`(more: [String]) throws {
    let (stage, role) = try Self.stage()
    defer { Self.clean(stage, role) }
    try stage.source(TestRecord.many(4) + [TestRecord.client(9, "no@x.test", name: "refused")])
    let options = ["--force", "--mapping", "mapping.json"]
    let digest = try stage.expect(0, "--dry-run", "--force", "--mapping", "mapping.json").digest()
    let end = try stage.start(options + ["--expect", digest] + more).end()
    #expect(end.status == 3, "\(end.everything)")
    #expect(try end.counts() == ["read": 5, "create": 3, "update": 1, "failed": 1])
    #expect(
      try stage.database.rows(
        "SELECT name, email, phone FROM public.clients ORDER BY email COLLATE \"C\"") == [
          "Ann|client1@x.test|", "Ann|client2@x.test|7", "Ann|client3@x.test|",
          "Ann|client4@x.test|",
        ])
    #expect(try stage.database.rows("SELECT FROM evil.clients") == [])
    // The triggers had the role's own search path.
    #expect(
      try stage.database.rows(
        "SELECT email FROM app.trail GROUP BY email ORDER BY email COLLATE \"C\"")
        == ["begin"] + (1...4).map { "client\($0)@x.test" })
    let again = try stage.start(options).end()
    #expect(try again.counts() == ["read": 5, "failed": 1, "unchanged": 4])
    try stage.expect(0, "check")
  }

  @Test func `the first load of an empty table is not deceived either`() throws {
    let (stage, role) = try Self.stage()
    defer { Self.clean(stage, role) }
    try stage.database.run("DELETE FROM public.clients")
    try stage.source(TestRecord.many(4) + [TestRecord.client(9, "no@x.test", name: "refused")])
    let end = try stage.expect(3)
    #expect(try end.counts() == ["read": 5, "create": 4, "failed": 1])
    #expect(try stage.database.count() == 4)
  }
}

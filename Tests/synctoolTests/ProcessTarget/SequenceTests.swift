import Testing

/// Sequences that give out ids which rows have, or that come to their end.
struct SequenceTests {
  /// What stands in the way of the next ids, and the statement that mends it.
  private static let behind: [(sql: String, words: String, remedy: String)] = [
    // Rows with ids inserted by hand, as after an import.
    (
      "INSERT INTO public.clients (id, name, email) SELECT n, 'Old', 'old' || n FROM generate_series(1, 50) n;",
      "continues with 1, and the column \"id\" has values up to 50",
      #"SELECT setval('public.clients_id_seq', (SELECT max("id") FROM "public"."clients"))"#
    ),
    // Not the next value, but one of those that the run would draw.
    (
      """
      INSERT INTO public.clients (name, email) VALUES ('Old', 'old1');
      INSERT INTO public.clients (id, name, email) VALUES (4, 'Old', 'old4');
      """, "continues with 2, and the column \"id\" has values up to 4", "max(\"id\")"
    ),
    (
      """
      ALTER TABLE public.clients ALTER id DROP DEFAULT;
      DROP SEQUENCE public.clients_id_seq;
      ALTER TABLE public.clients ALTER id ADD GENERATED ALWAYS AS IDENTITY;
      INSERT INTO public.clients (id, name, email) OVERRIDING SYSTEM VALUE VALUES (2, 'Old', 'old2');
      """, "the sequence public.clients_id_seq is behind", "max(\"id\")"
    ),
    (
      """
      CREATE SCHEMA app; CREATE SEQUENCE app."Odd's seq" INCREMENT -3 START -1;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('app."Odd''s seq"');
      INSERT INTO public.clients (id, name, email) VALUES (-7, 'Old', 'old7');
      """, "continues with -1, and the column \"id\" has values down to -7",
      #"SELECT setval('app."Odd''s seq"', (SELECT min("id") FROM "public"."clients"))"#
    ),
    (
      """
      ALTER SEQUENCE public.clients_id_seq INCREMENT 10 CACHE 20;
      SELECT setval('public.clients_id_seq', 5);
      INSERT INTO public.clients (id, name, email) VALUES (35, 'Old', 'old');
      """, "continues with 15", "max(\"id\")"
    ),
    // Another column than the id.
    (
      """
      ALTER TABLE public.clients ADD number serial UNIQUE;
      INSERT INTO public.clients (number, name, email) VALUES (2, 'Old', 'old');
      """, "the sequence public.clients_number_seq is behind", "max(\"number\")"
    ),
    // One sequence of two tables, moved on by neither.
    (
      """
      CREATE SEQUENCE public.ids;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.ids');
      CREATE TABLE public.others (id int8 DEFAULT nextval('public.ids'));
      INSERT INTO public.others DEFAULT VALUES;
      INSERT INTO public.clients (id, name, email) VALUES (2, 'Old', 'old');
      """, "the sequence public.ids is behind", "max(\"id\")"
    ),
  ]

  @Test(arguments: behind)
  func `a sequence behind its rows is found before the first write`(
    sql: String, words: String, remedy: String
  ) throws {
    let stage = try ProcessStage(TestDatabase.clients, sql)
    try stage.source(TestRecord.many(5))
    let before = try stage.database.fingerprint()
    for arguments in [[], ["--force"], ["--dry-run"], ["--report", "run.ndjson"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(end.error.contains(words), "\(end.everything)")
      #expect(end.error.contains("hint: run: ") && end.error.contains(remedy), "\(end.error)")
      #expect(try end.counts()["create"] == 5)
    }
    #expect(try stage.database.fingerprint() == before)
    let check = try stage.run("check")
    #expect(check.output.contains(words), "\(check.everything)")
    let explained = try stage.expect(0, "explain", "client1@x.test")
    #expect(explained.error.isEmpty || explained.error.contains("would be stopped"))
    // The statement does what it says.
    let statement = try #require(end(check.output.firstMatch(of: /run: (SELECT setval.*)/)?.1))
    try stage.database.run(statement)
    try stage.expect(0, "--force")
    #expect(try stage.database.emails().filter { $0.hasPrefix("client") }.count == 5)
  }

  private func end(_ text: Substring?) -> String? { text.map { String($0) } }

  @Test func `check tells a collision at once from one that is to come`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email) VALUES ('Old', 'old1');
      INSERT INTO public.clients (id, name, email) VALUES (4, 'Old', 'old4');
      """)
    try stage.source(TestRecord.many(2))
    let warned = try stage.expect(0, "check")
    #expect(
      warned.output.contains("warn  target  sequence: the sequence public.clients_id_seq is behind")
    )
    // Two ids are free.
    #expect(try stage.expect(0).counts() == ["read": 2, "create": 2, "orphan": 2])
    let fault = try stage.expect(78, "check")
    #expect(
      fault.output.contains("FAULT target  sequence: the sequence public.clients_id_seq is behind"))
    // Nothing is to be created.
    try stage.expect(0, "--force")
  }

  /// What looks like a collision and is none.
  private static let fine = [
    // Far beyond what the run draws.
    "INSERT INTO public.clients (id, name, email) VALUES (100, 'Old', 'old');",
    // Between the values.
    """
    ALTER SEQUENCE public.clients_id_seq INCREMENT 2;
    INSERT INTO public.clients (id, name, email) VALUES (2, 'Old', 'old'), (4, 'Old', 'older');
    """,
    // Before them.
    """
    INSERT INTO public.clients (id, name, email) VALUES (1, 'Old', 'old'), (7, 'Old', 'older');
    SELECT setval('public.clients_id_seq', 8, false);
    """,
    // The other values are not drawn.
    """
    INSERT INTO public.clients (id, name, email) SELECT n, 'Old', 'old' || n FROM generate_series(1, 5) n;
    ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.clients_id_seq') + 1000;
    """,
    // A column that may repeat itself.
    """
    ALTER TABLE public.clients ADD number serial;
    INSERT INTO public.clients (number, name, email) VALUES (3, 'Old', 'old');
    """,
    // A trigger has the last word.
    """
    CREATE SEQUENCE public.own START 1000;
    CREATE FUNCTION public.number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.id := nextval('public.own'); RETURN NEW; END $$;
    CREATE TRIGGER number BEFORE INSERT ON public.clients
      FOR EACH ROW EXECUTE FUNCTION public.number();
    INSERT INTO public.clients (name, email) VALUES ('Old', 'old');
    UPDATE public.clients SET id = 2;
    """,
  ]

  @Test(arguments: fine)
  func `values that no run draws stand in nobody's way`(sql: String) throws {
    let stage = try ProcessStage(TestDatabase.clients, sql)
    try stage.source(TestRecord.many(5))
    let end = try stage.expect(0, "--force")
    #expect(try end.counts()["create"] == 5)
  }

  @Test func `a role that may not read the sequence is told so by check and goes on`() throws {
    let stage = try ProcessStage(TestDatabase.clients)
    try stage.source(TestRecord.many(2))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    let check = try stage.expect(0, "check")
    #expect(
      check.output.contains(
        "warn  target  sequence: this role cannot see where the sequence public.clients_id_seq stands"
      ),
      "\(check.output)")
    try stage.expect(0)
    // Once it has been drawn from, the right to draw is enough.
    #expect(try stage.expect(0, "check").output.contains("clients_id_seq continues with 3"))
    try stage.database.run(
      "INSERT INTO public.clients (id, name, email) VALUES (3, 'Old', 'old')")
    try stage.source(TestRecord.many(3))
    try stage.expect(78)
  }

  @Test func `a sequence in a schema that the role may not use is no reason to fail`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE SCHEMA app; CREATE SEQUENCE app.ids;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('app.ids');
      """)
    try stage.source(TestRecord.many(2))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    try stage.database.run("GRANT USAGE, SELECT ON SEQUENCE app.ids TO \(role.name)")
    stage.environment["DATABASE_URL"] = try role.url
    let check = try stage.expect(0, "check")
    #expect(
      check.output.contains("cannot see where the sequence app.ids stands"), "\(check.output)")
    try stage.expect(0)
    #expect(try stage.expect(0, "check").output.contains("app.ids continues with 3"))
  }

  @Test func `the right to draw is asked for of the sequence that a default names`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE SEQUENCE public.ids;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('public.ids');
      """)
    try stage.source(TestRecord.many(2))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    for arguments in [["check"], []] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 77, "\(end.everything)")
      #expect(end.everything.contains("the role lacks USAGE on sequence ids"), "\(end.everything)")
    }
    // That of the serial column is drawn from no more.
    try stage.database.run(
      """
      GRANT USAGE ON SEQUENCE public.ids TO \(role.name);
      REVOKE ALL ON SEQUENCE public.clients_id_seq FROM \(role.name)
      """)
    try stage.expect(0)
  }

  @Test func `a journal whose numbers are taken says how to mend it`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.expect(0)
    try stage.database.run("ALTER SEQUENCE synctool.runs_id_seq RESTART")
    let end = try stage.expect(78, "--force")
    let statement = try #require(end.error.firstMatch(of: /run: (SELECT setval.*)/)?.1)
    try stage.database.run(String(statement))
    try stage.expect(0)
    #expect(try stage.database.value("SELECT max(id)::text FROM synctool.runs") == "3")
  }
}

import Testing

/// What an undo leaves alone, and why.
struct UndoKeptTests {
  /// What another session does after the sync, and what the undo says of the clients that it keeps.
  private static let changes: [(change: String, kept: [String])] = [
    (
      "UPDATE public.clients SET phone = phone WHERE email = 'old1@x.test'",
      ["old1@x.test kept changed-since"]
    ),
    (
      "UPDATE public.clients SET name = 'Other' WHERE email LIKE 'new%'",
      ["new1@x.test kept changed-since", "new2@x.test kept changed-since"]
    ),
    (
      "DELETE FROM public.clients WHERE email IN ('new2@x.test', 'old2@x.test')",
      ["new2@x.test kept gone", "old2@x.test kept gone"]
    ),
    (
      """
      DELETE FROM public.clients WHERE id = 3;
      INSERT INTO public.clients (id, name, email, phone) VALUES (3, 'Ann', 'new1@x.test', '5')
      """, ["new1@x.test kept changed-since"]
    ),
    (
      "INSERT INTO public.clients (name, email) VALUES ('Twin', 'Old1@x.test')",
      ["old1@x.test kept taken email"]
    ),
  ]

  @Test(arguments: changes)
  func `rows that were changed since stay, and those alone`(
    change: String, kept: [String]
  ) throws {
    let scene = try UndoScene()
    try scene.database.run(change)
    try expectKept(kept, scene)
  }

  @Test(arguments: ["CASCADE", "SET NULL", "SET DEFAULT", "NO ACTION", "RESTRICT"])
  func `a client that another table refers to stays, whatever its foreign key says`(
    rule: String
  ) throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      """
      CREATE TABLE public.sensors (
        id int, client bigint DEFAULT 1 REFERENCES public.clients ON DELETE \(rule));
      """)
    try scene.database.run("INSERT INTO public.sensors VALUES (1, 3), (2, 1), (3, NULL)")
    try expectKept(["new1@x.test kept referenced public.sensors.client"], scene)
    #expect(
      try scene.database.rows("SELECT id, client FROM public.sensors ORDER BY id")
        == ["1|3", "2|1", "3|"])
  }

  @Test func `references are found in partitions and in foreign keys of two columns`()
    throws
  {
    let scene = try UndoScene(
      TestDatabase.clients,
      """
      CREATE UNIQUE INDEX pair ON public.clients (id, email);
      CREATE SCHEMA app;
      CREATE TABLE app.readings (client bigint REFERENCES public.clients ON DELETE CASCADE, at int)
        PARTITION BY RANGE (at);
      CREATE TABLE app.readings_1 PARTITION OF app.readings FOR VALUES FROM (0) TO (9);
      CREATE TABLE app.pairs (client bigint, mail text);
      ALTER TABLE public.clients ADD CONSTRAINT pair UNIQUE USING INDEX pair;
      ALTER TABLE app.pairs ALTER mail TYPE varchar(255),
        ADD FOREIGN KEY (client, mail) REFERENCES public.clients (id, email) ON DELETE CASCADE;
      """)
    try scene.database.run(
      """
      INSERT INTO app.readings VALUES (3, 1);
      INSERT INTO app.pairs VALUES (4, 'new2@x.test'), (3, NULL);
      """)
    try expectKept(
      [
        "new1@x.test kept referenced app.readings.client",
        "new2@x.test kept referenced app.pairs.client, mail",
      ], scene)
  }

  @Test func `a client keeps the email that a foreign key refers to`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      """
      CREATE TABLE public.logins (
        email varchar(255) REFERENCES public.clients (email) ON UPDATE CASCADE ON DELETE CASCADE);
      """)
    try scene.database.run("INSERT INTO public.logins VALUES ('old1@x.test'), ('old2@x.test')")
    // The other one's email is not put back, so nothing changes for who refers to it.
    try expectKept(["old1@x.test kept referenced public.logins.email"], scene)
  }

  @Test(arguments: [
    ("CREATE TABLE public.\"Sensores\" (\"clientId\" text)", "'3'"),
    ("CREATE TABLE public.\"Sensores\" (\"clientId\" bigint)", "3"),
    ("CREATE TABLE public.\"Sensores\" (\"clientId\" text[])", "'{9,3}'"),
    ("CREATE TABLE public.\"Sensores\" (\"clientId\" numeric(12,2))", "3.00"),
  ])
  func `columns that the settings name count as references`(table: String, value: String) throws {
    let scene = try UndoScene(TestDatabase.clients, table)
    scene.stage.environment["SYNCTOOL_REFERENCES"] = "Sensores.clientId"
    try scene.database.run("INSERT INTO public.\"Sensores\" VALUES (\(value))")
    try expectKept(["new1@x.test kept referenced public.Sensores.clientId"], scene)
  }

  @Test func `what a trigger made of a row in the run itself is taken back with it`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      """
      CREATE FUNCTION public.late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE public.clients SET address = '{"late": 1}' WHERE id = NEW.id; RETURN NULL; END $$;
      CREATE TRIGGER late AFTER UPDATE OF name ON public.clients FOR EACH ROW
        WHEN (NEW.email = 'old1@x.test') EXECUTE FUNCTION public.late();
      """)
    #expect(scene.after.first?.contains("late") == true)
    let end = try scene.stage.expect(0, "undo", "1")
    #expect(try end.counts() == ["read": 4, "delete": 2, "update": 2])
    #expect(try scene.rows() == scene.before)
  }

  @Test(arguments: ["jsonb", "json", "public.pair"])
  func `a column of the settings that cannot hold ids is refused`(type: String) throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      "CREATE TYPE public.pair AS (a int, b int); CREATE TABLE public.sensors (client \(type));")
    scene.stage.environment["SYNCTOOL_REFERENCES"] = "sensors.client"
    let before = try scene.database.versions()
    let end = try scene.stage.expect(78, "undo", "last")
    #expect(end.error.contains("public.sensors.client"))
    #expect(try scene.database.versions() == before)
  }

  @Test func `a row that refers to itself goes, one that another client refers to stays`() throws {
    let scene = try UndoScene(
      TestDatabase.clients.replacing(
        "email VARCHAR",
        with: "parent BIGINT REFERENCES public.clients ON DELETE CASCADE, email VARCHAR"),
      """
      CREATE FUNCTION public.own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.parent := CASE NEW.email WHEN 'new1@x.test' THEN NEW.id ELSE 4 END; RETURN NEW; END $$;
      CREATE TRIGGER own BEFORE INSERT ON public.clients FOR EACH ROW EXECUTE FUNCTION public.own();
      """)
    try scene.database.run(
      "INSERT INTO public.clients (name, email) VALUES ('Child', 'child@x.test')")
    try expectKept(["new2@x.test kept referenced public.clients.parent"], scene)
  }

  @Test func `a column that is gone cannot be put back`() throws {
    let scene = try UndoScene(
      TestDatabase.clients,
      """
      ALTER TABLE public.clients ADD note text;
      CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.email = 'old2@x.test' THEN NEW.note := 'x'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE UPDATE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.note();
      """)
    try scene.database.run(
      "DROP TRIGGER note ON public.clients; ALTER TABLE public.clients DROP note")
    let end = try scene.stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "delete": 2, "update": 1, "kept": 1])
    #expect(
      try scene.verdicts("run.ndjson").filter { $0.contains("kept") }
        == ["old2@x.test kept changed-since note"])
  }

  @Test(arguments: [
    ("INSERT INTO public.clients (id, name, email) VALUES (3, 'X', 'x@x.test')", "taken id"),
    ("INSERT INTO public.clients (name, email) VALUES ('X', 'NEW1@x.test')", "taken email"),
  ])
  func `a deleted client is not created again where its id or email is taken`(
    change: String, reason: String
  ) throws {
    let scene = try UndoScene()
    try scene.stage.expect(0, "undo", "1")
    try scene.database.run(change)
    let versions = try scene.database.versions()
    let dry = try scene.stage.expect(3, "undo", "2", "--dry-run")
    #expect(try scene.database.versions() == versions)
    let end = try scene.stage.expect(3, "undo", "2", "--report", "run.ndjson")
    #expect(try dry.counts() == end.counts())
    #expect(try end.counts() == ["read": 4, "create": 1, "update": 2, "kept": 1])
    #expect(try scene.verdicts("run.ndjson").contains("new1@x.test kept \(reason)"))
    #expect(
      try scene.database.rows("SELECT email FROM public.clients WHERE id IN (1, 2, 4) ORDER BY id")
        == ["old1@x.test", "old2@x.test", "new2@x.test"])
  }

  /// What the dry run, the undo and the table say agrees: the kept rows are the very row versions that
  /// were there, all others are as before the sync.
  private func expectKept(
    _ kept: [String], _ scene: UndoScene, at location: SourceLocation = #_sourceLocation
  ) throws {
    let versions = try scene.database.versions()
    let dry = try scene.stage.expect(3, "undo", "1", "--dry-run", "--report", "dry.ndjson")
    #expect(try scene.database.versions() == versions, sourceLocation: location)
    try scene.stage.expect(3, "undo", "1", "--report", "run.ndjson")
    #expect(
      try scene.stage.text("dry.ndjson") == scene.stage.text("run.ndjson"),
      sourceLocation: location)
    let said = try scene.verdicts("run.ndjson").filter { $0.contains(" kept ") }
    #expect(said == kept, "\(dry.everything)", sourceLocation: location)
    let keptEmails = Set(kept.compactMap { $0.split(separator: " ").first.map(String.init) })
    let rows = try scene.database.rows(
      "SELECT lower(email), t::text FROM public.clients t ORDER BY id")
    for (index, email) in ["old1@x.test", "old2@x.test"].enumerated()
    where !keptEmails.contains(email) {
      #expect(rows.contains("\(email)|\(scene.before[index])"), sourceLocation: location)
    }
    for email in ["new1@x.test", "new2@x.test"] where !keptEmails.contains(email) {
      #expect(!rows.contains { $0.hasPrefix(email) }, sourceLocation: location)
    }
    let now = Set(try scene.database.versions())
    for version in versions where keptEmails.contains(where: { version.contains($0) }) {
      #expect(now.contains(version), "\(version)", sourceLocation: location)
    }
  }
}

import Testing

/// Rules of the table that decide over rows, beyond those that `RefusalScene` has.
struct ConstraintTests {
  private static let names =
    "SELECT name, email, phone FROM public.clients ORDER BY email COLLATE \"C\""

  private static func record(_ number: Int, _ phone: String) -> String {
    TestRecord.client(number, "client\(number)@x.test", #""phone":"\#(phone)""#)
  }

  /// Clients 1 to 3 with the phones 1 to 3, which a rule keeps unique.
  private static func phones(_ rule: String) throws -> ProcessStage {
    try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone)
      SELECT 'Ann', 'client' || n || '@x.test', n FROM generate_series(1, 3) n;
      ALTER TABLE public.clients ADD CONSTRAINT one_phone UNIQUE (phone) \(rule);
      """)
  }

  @Test func `two clients that exchange a unique value fail alone when each is checked at once`()
    throws
  {
    let stage = try Self.phones("")
    try stage.source([Self.record(1, "2"), Self.record(2, "1"), Self.record(3, "9")])
    for expected in [["update": 1, "failed": 2], ["unchanged": 1, "failed": 2]] {
      let end = try stage.expect(3, "--force", "--report", "run.ndjson")
      #expect(try end.counts() == expected.merging(["read": 3]) { $1 })
      #expect(
        try stage.report("run.ndjson").filter { $0.action == "failed" }.map(\.verdict)
          == Array(repeating: "failed unique-violation one_phone", count: 2))
      #expect(
        try stage.database.rows(Self.names) == [
          "Ann|client1@x.test|1", "Ann|client2@x.test|2", "Ann|client3@x.test|9",
        ])
    }
  }

  @Test(arguments: ["DEFERRABLE INITIALLY IMMEDIATE", "DEFERRABLE INITIALLY DEFERRED"])
  func `they exchange it where the constraint may be deferred`(rule: String) throws {
    let stage = try Self.phones(rule)
    try stage.source([Self.record(1, "2"), Self.record(2, "1"), Self.record(3, "3")])
    let end = try stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 3, "update": 2, "unchanged": 1])
    try stage.expectConvergence(3)
  }

  @Test func `a value that another client of the run gives up is there in the next run`() throws {
    let stage = try Self.phones("")
    try stage.source([Self.record(1, "2"), Self.record(2, "3"), Self.record(3, "4")])
    var runs = 0
    while try stage.run("--force").status == 3, runs < 3 { runs += 1 }
    #expect(runs <= 2)
    try stage.expectConvergence(3)
  }

  @Test func `an email whose constraint may be deferred converges`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "UNIQUE NOT NULL", with: "NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED"))
    try stage.source(TestRecord.many(3))
    try stage.expectConvergence(3)
    try stage.source(TestRecord.many(3, name: "Bob"))
    #expect(try stage.expect(0, "--force").counts() == ["read": 3, "update": 3])
  }

  @Test func `a default that a foreign key refuses fails each create, the updates are written`()
    throws
  {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE TABLE public.tenants (id int PRIMARY KEY);
      INSERT INTO public.tenants VALUES (1);
      ALTER TABLE public.clients ADD tenant int REFERENCES public.tenants;
      INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');
      ALTER TABLE public.clients ALTER tenant SET DEFAULT 2;
      """)
    try stage.source(TestRecord.many(3))
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 3, "update": 1, "failed": 2])
    #expect(
      Set(try stage.report("run.ndjson").map(\.verdict))
        == ["update", "failed foreign-key-violation clients_tenant_fkey"])
    try stage.database.run("INSERT INTO public.tenants VALUES (2)")
    try stage.expectConvergence(3)
  }

  @Test func `a trigger that rewrites a row is not fought over silently`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE FUNCTION public.shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.name := upper(NEW.name); RETURN NEW; END $$;
      CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.shout();
      """)
    try stage.source(TestRecord.many(2))
    #expect(try stage.expect(0).counts() == ["read": 2, "create": 2])
    // The table is as the application wants it; each run says that it differs.
    #expect(try stage.expect(0).counts() == ["read": 2, "differs": 2])
    #expect(try stage.expect(0, "--force").counts() == ["read": 2, "update": 2])
    #expect(
      try stage.database.rows(Self.names) == ["ANN|client1@x.test|", "ANN|client2@x.test|"])
  }

  @Test func `a generated column, an identity and a default of the table's own are left to it`()
    throws
  {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "BIGSERIAL PRIMARY KEY", with: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
      """
      ALTER TABLE public.clients
        ADD slug text GENERATED ALWAYS AS (lower(name) || '!') STORED NOT NULL,
        ADD serial int NOT NULL GENERATED ALWAYS AS IDENTITY,
        ADD tenant int NOT NULL DEFAULT 7;
      """)
    try stage.source(TestRecord.many(2))
    try stage.expectConvergence(2)
    #expect(
      try stage.database.rows("SELECT id, slug, serial, tenant FROM public.clients ORDER BY id")
        == ["1|ann!|1|7", "2|ann!|2|7"])
  }

  @Test(arguments: [
    (
      "ALTER TABLE public.clients DROP phone,"
        + " ADD phone text GENERATED ALWAYS AS (name || '!') STORED",
      "column phone: is generated by PostgreSQL"
    ),
    (
      "ALTER TABLE public.clients DROP phone, ADD phone date",
      "column phone: is date, which no type"
    ),
  ])
  func `a column that takes no plain value makes the table unfit`(
    sql: String, words: String
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test'); \(sql);")
    try stage.source(TestRecord.many(2))
    let before = try stage.database.versions()
    for arguments in [["--force"], ["--dry-run"]] {
      let end = try stage.start(arguments).end()
      try stage.expectFailure(78, words, end, before: before)
    }
  }

  @Test func `a sequence at its end fails the creates beyond it and keeps the others`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');
      ALTER SEQUENCE public.clients_id_seq MAXVALUE 40;
      SELECT setval('public.clients_id_seq', 40);
      """)
    try stage.source(TestRecord.many(5))
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 5, "update": 1, "failed": 4])
    #expect(
      Set(try stage.report("run.ndjson").map(\.verdict)) == ["update", "failed refused 2200H"])
    #expect(try stage.database.rows("SELECT id, name FROM public.clients") == ["1|Ann"])
    try stage.database.run("ALTER SEQUENCE public.clients_id_seq MAXVALUE 400")
    try stage.expectConvergence(5)
  }
}

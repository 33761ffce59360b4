import Testing

/// Which indexes keep emails apart, and what is said of those that do not.
struct UniqueIndexTests {
  /// The contract's table without a unique index on the email, with two columns more.
  private static func stage(_ index: String, _ more: String = "") throws -> ProcessStage {
    try ProcessStage(
      TestDatabase.clients.replacing("UNIQUE NOT NULL", with: "NOT NULL"),
      "ALTER TABLE public.clients ADD tenant int DEFAULT 1, ADD deleted timestamptz; \(more) \(index);"
    )
  }

  private static let serving = [
    "CREATE UNIQUE INDEX x ON public.clients (lower(email))",
    "CREATE UNIQUE INDEX x ON public.clients (lower(email COLLATE \"C\"))",
    "CREATE UNIQUE INDEX x ON public.clients (lower(trim(email)))",
    "CREATE UNIQUE INDEX x ON public.clients (upper(btrim(email, E' \\t')))",
    "CREATE UNIQUE INDEX x ON public.clients (md5(lower(email)))",
    "CREATE UNIQUE INDEX x ON public.clients (lower(email), email)",
    "CREATE UNIQUE INDEX x ON public.clients (email) WHERE email IS NOT NULL",
    "CREATE UNIQUE INDEX x ON public.clients (lower(email)) WHERE email IS NOT NULL",
    "CREATE UNIQUE INDEX x ON public.clients (email text_pattern_ops)",
    "CREATE UNIQUE INDEX x ON public.clients (email COLLATE \"C\")",
    "CREATE UNIQUE INDEX x ON public.clients (email) INCLUDE (name, tenant)",
    "ALTER TABLE public.clients ADD CONSTRAINT x UNIQUE NULLS NOT DISTINCT (email)",
    "ALTER TABLE public.clients ADD CONSTRAINT x UNIQUE (email) DEFERRABLE INITIALLY DEFERRED",
    "CREATE EXTENSION citext SCHEMA public;"
      + "ALTER TABLE public.clients ALTER email TYPE public.citext, ADD UNIQUE (email)",
    "CREATE UNIQUE INDEX x ON public.clients (tenant, email);"
      + "CREATE UNIQUE INDEX y ON public.clients (lower(email))",
  ]

  @Test(arguments: serving.filter(TestServer.canRun))
  func `an index whose keys are made of the email alone keeps emails apart`(index: String) throws {
    let stage = try Self.stage(index)
    try stage.source([
      TestRecord.client(1, "Ann@x.test"), TestRecord.client(2, " bob@x.test "),
      TestRecord.client(3, "c@x.test", name: "Old"),
    ])
    #expect(
      try stage.expect(0, "check").output.contains("unique index: column \"email\" is unique"))
    try stage.expect(0, "-n")
    try stage.expectConvergence(3)
    try stage.source([
      TestRecord.client(1, "Ann@x.test"), TestRecord.client(3, "c@x.test", name: "New"),
    ])
    for match in ["casefold", "exact"] {
      let end = try stage.expect(0, "--force", "--match", match)
      #expect(try end.counts()["create"] == nil)
    }
    #expect(
      try stage.database.value("SELECT name FROM public.clients WHERE email = 'c@x.test'") == "New")
  }

  @Test func `two keys under exact that such an index holds for one fail alone`() throws {
    let stage = try Self.stage(
      "CREATE UNIQUE INDEX x ON public.clients (lower(email))",
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'ANN@x.test');")
    try stage.source([
      TestRecord.client(1, "ann@x.test"), TestRecord.client(2, "bob@x.test"),
      TestRecord.client(3, "Bob@x.test"),
    ])
    let end = try stage.expect(3, "--match", "exact", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 3, "create": 1, "failed": 2, "orphan": 1])
    #expect(
      Set(try stage.report("run.ndjson").map(\.verdict)) == ["create", "failed unique-violation x"])
    #expect(try stage.database.value("SELECT count(*) FROM public.clients") == "2")
  }

  @Test func `rows that it holds for two and the key for one are ambiguous`() throws {
    let stage = try Self.stage(
      "CREATE UNIQUE INDEX x ON public.clients (lower(email))",
      "INSERT INTO public.clients (name, email) VALUES ('One', 'ann@x.test'), ('Two', ' Ann@x.test');"
    )
    try stage.source([TestRecord.client(1, "ann@x.test"), TestRecord.client(2, "bob@x.test")])
    let end = try stage.expect(3, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 2, "create": 1, "rejected": 1])
    #expect(
      try stage.report("run.ndjson").contains { $0.verdict == "rejected ambiguous-target email" })
    #expect(
      try stage.database.rows("SELECT name FROM public.clients WHERE id < 3 ORDER BY id") == [
        "One", "Two",
      ])
  }

  /// What is done to the table, what is said of the index, and what is advised.
  private static let failing: [(String, String, String)] = [
    (
      "CREATE UNIQUE INDEX x ON public.clients (tenant, email)",
      "the index \"x\" is on tenant, email, which lets several rows have the same value",
      "set SYNCTOOL_TABLE"
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (lower(email), tenant)", "which lets several rows",
      "set SYNCTOOL_TABLE"
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (lower(email || tenant))", "which lets several rows",
      "set SYNCTOOL_TABLE"
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (email) WHERE deleted IS NULL",
      "leaves out the rows that are not (deleted IS NULL)", "set SYNCTOOL_TABLE"
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (lower(email)) WHERE tenant = 1",
      "leaves out the rows that are not (tenant = 1)", "set SYNCTOOL_TABLE"
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (nullif(email, ''))",
      "which may be NULL for several rows",
      "if no two rows should have the same value of \"email\", run: CREATE UNIQUE INDEX"
    ),
    (
      "CREATE INDEX x ON public.clients (email)", "the index \"x\" is not unique",
      "run: CREATE UNIQUE INDEX ON \"public\".\"clients\" (\"email\")"
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (lower(name))",
      "column \"email\" has no valid unique index of its own\n", "run: CREATE UNIQUE INDEX"
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (email);"
        + "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.x'::regclass",
      "the index \"x\" is not valid", "run: REINDEX INDEX \"public\".\"x\""
    ),
    (
      "CREATE UNIQUE INDEX x ON public.clients (lower(email));"
        + "UPDATE pg_index SET indisready = false WHERE indexrelid = 'public.x'::regclass",
      "the index \"x\" is not valid", "run: REINDEX INDEX \"public\".\"x\""
    ),
  ]

  @Test(arguments: failing)
  func `an index that lets an email stand twice does not do, and the advice breaks nothing`(
    sql: String, words: String, hint: String
  ) throws {
    let stage = try Self.stage(
      sql, "INSERT INTO public.clients (name, email) VALUES ('Old', 'ann@x.test');")
    try stage.source(TestRecord.many(2))
    let before = try stage.database.versions()
    for arguments in [["--force"], ["-n"], ["--expect", String(repeating: "0", count: 32)]] {
      let end = try stage.start(arguments).end()
      try stage.expectFailure(78, words, end, before: before)
      #expect(end.error.contains("hint: ") && end.error.contains(hint), "\(end.error)")
      if hint.hasPrefix("set") { #expect(!end.error.contains("CREATE UNIQUE INDEX")) }
    }
    #expect(try stage.expect(78, "check").output.contains("FAULT target  unique index: "))
  }

  /// An update finds its row by `=`, so an id has to be unique by that and by nothing finer.
  @Test(
    arguments: [
      ("public.citext", "CREATE UNIQUE INDEX x ON public.clients (lower(id))"),
      ("text", "CREATE UNIQUE INDEX x ON public.clients (lower(id))"),
      ("public.citext", "CREATE UNIQUE INDEX x ON public.clients ((id::text))"),
      ("public.citext", "CREATE UNIQUE INDEX x ON public.clients (id, tenant)"),
      ("text", "CREATE UNIQUE INDEX x ON public.clients (id, tenant)"),
    ].filter { type, _ in TestServer.canRun(type) })
  func `an id needs an index of its own`(type: String, index: String) throws {
    let stage = try ProcessStage(
      (type == "text" ? "" : "CREATE EXTENSION citext SCHEMA public;")
        + TestDatabase.clients.replacing(
          "id BIGSERIAL PRIMARY KEY", with: "id \(type) NOT NULL DEFAULT gen_random_uuid()"),
      "ALTER TABLE public.clients ADD tenant int DEFAULT 1; \(index);")
    try stage.source(TestRecord.many(2))
    let end = try stage.expect(78)
    #expect(end.error.contains("id column: column \"id\" has no valid unique index of its own"))
    #expect(try stage.database.count() == 0)
  }
}

import Testing

/// A target that is published, with and without what PostgreSQL wants of it for updates and deletes.
struct PublicationTests {
  private static let key =
    "ALTER TABLE public.clients DROP CONSTRAINT clients_pkey, ALTER id SET NOT NULL;"
    + "CREATE UNIQUE INDEX clients_id ON public.clients (id);"

  /// How the table is published, what is said of it, and what mends it.
  private static let refused: [(sql: String, words: String, remedy: String)] = [
    (
      "\(key) CREATE PUBLICATION pub FOR ALL TABLES;", "has no replica identity",
      "REPLICA IDENTITY USING INDEX clients_id"
    ),
    (
      "\(key) CREATE PUBLICATION pub FOR TABLE public.clients;", "has no replica identity",
      "REPLICA IDENTITY USING INDEX clients_id"
    ),
    (
      "\(key) CREATE PUBLICATION pub FOR TABLES IN SCHEMA public WITH (publish = 'update');",
      "publishes updates of", "REPLICA IDENTITY USING INDEX clients_id"
    ),
    (
      "ALTER TABLE public.clients REPLICA IDENTITY NOTHING;"
        + "CREATE PUBLICATION pub FOR TABLE public.clients;", "has no replica identity",
      "REPLICA IDENTITY DEFAULT"
    ),
    (
      "ALTER TABLE public.clients REPLICA IDENTITY USING INDEX clients_email_key;"
        + "ALTER TABLE public.clients DROP CONSTRAINT clients_email_key;"
        + "CREATE UNIQUE INDEX emails ON public.clients (email);"
        + "CREATE PUBLICATION pub FOR TABLE public.clients;", "has no replica identity",
      "REPLICA IDENTITY DEFAULT"
    ),
    (
      "ALTER TABLE public.clients DROP CONSTRAINT clients_pkey;"
        + "ALTER TABLE public.clients ADD PRIMARY KEY (id) DEFERRABLE;"
        + "CREATE PUBLICATION pub FOR TABLE public.clients;", "has no replica identity",
      "REPLICA IDENTITY USING INDEX clients_email_key"
    ),
    (
      "CREATE PUBLICATION pub FOR TABLE public.clients (name, email);", "its column list",
      "give the column list of the publication pub"
    ),
    (
      "ALTER TABLE public.clients REPLICA IDENTITY FULL;"
        + "CREATE PUBLICATION pub FOR TABLE public.clients (id, name);", "its column list",
      "a full identity allows none"
    ),
    (
      "CREATE PUBLICATION pub FOR TABLE public.clients WHERE (name <> 'x');", "its row filter",
      "REPLICA IDENTITY FULL"
    ),
  ]

  private static func stage(_ sql: String) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');")
    // A run whose undo deletes, and one whose undo updates.
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(2, "client2@x.test")])
    try stage.expect(0)
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "--force")
    try stage.source(TestRecord.many(2, name: "Bob"))
    try stage.database.run(sql)
    return stage
  }

  private static func clean(_ stage: ProcessStage) {
    try? stage.database.run("DROP PUBLICATION IF EXISTS pub")
  }

  @Test(arguments: refused)
  func `a published table that cannot be updated is found before the first write`(
    sql: String, words: String, remedy: String
  ) throws {
    let stage = try Self.stage(sql)
    defer { Self.clean(stage) }
    let before = try stage.database.versions()
    for arguments in [
      ["--force"], ["--force", "--dry-run"], ["undo", "2"], ["undo", "2", "--dry-run"],
    ] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(arguments) \(end.everything)")
      #expect(end.error.contains("the publication pub publishes"), "\(end.error)")
      #expect(end.error.contains(words) && end.error.contains(remedy), "\(end.error)")
    }
    let check = try stage.expect(78, "check")
    #expect(check.output.contains("FAULT target  publication: the publication pub publishes"))
    #expect(check.output.contains(words) && check.output.contains(remedy), "\(check.output)")
    #expect(try stage.database.versions() == before)
    // PostgreSQL says so too.
    #expect(throws: (any Error).self) {
      try stage.database.run("UPDATE public.clients SET name = 'x'")
    }
    // Rows can be created.
    try stage.source([TestRecord.client(3, "client3@x.test")])
    #expect(try stage.expect(0, "--force").counts()["create"] == 1)
  }

  @Test(arguments: refused.filter { $0.remedy.hasPrefix("REPLICA") })
  func `what the hint says mends it`(sql: String, words: String, remedy: String) throws {
    let stage = try Self.stage(sql)
    defer { Self.clean(stage) }
    let check = try stage.expect(78, "check")
    let statement = try #require(check.output.firstMatch(of: /run: (ALTER TABLE .*)/)?.1)
    try stage.database.run(String(statement))
    try stage.expect(0, "check")
    #expect(try stage.expect(0, "--force").counts()["update"] == 2)
  }

  /// Publications that keep nobody from writing.
  private static let fine = [
    "CREATE PUBLICATION pub FOR ALL TABLES;",
    "\(key) CREATE PUBLICATION pub FOR ALL TABLES WITH (publish = 'insert, truncate');",
    "\(key) CREATE PUBLICATION pub FOR TABLE synctool.runs;",
    "\(key) ALTER TABLE public.clients REPLICA IDENTITY FULL; CREATE PUBLICATION pub FOR ALL TABLES;",
    "\(key) ALTER TABLE public.clients SET UNLOGGED; CREATE PUBLICATION pub FOR ALL TABLES;",
    "CREATE PUBLICATION pub FOR TABLE public.clients (id, name);",
    "CREATE PUBLICATION pub FOR TABLE public.clients WHERE (id > 0);",
    "CREATE PUBLICATION pub FOR TABLE public.clients (id, name, email) WHERE (id > 0);",
    "CREATE PUBLICATION pub;",
  ]

  @Test(arguments: fine)
  func `a publication that PostgreSQL has no objection to is none of ours`(sql: String) throws {
    let stage = try Self.stage(sql)
    defer { Self.clean(stage) }
    try stage.expect(0, "check")
    #expect(try stage.expect(0, "--force").counts()["update"] == 2)
    try stage.expect(0, "undo", "last")
  }

  @Test func `deletes alone stop an undo that deletes and nothing else`() throws {
    let stage = try Self.stage(
      "\(Self.key) CREATE PUBLICATION pub FOR TABLE public.clients WITH (publish = 'delete');")
    defer { Self.clean(stage) }
    try stage.expect(0, "--force")
    try stage.expect(0, "undo", "last")
    try stage.source([TestRecord.client(5, "client5@x.test")])
    try stage.expect(0)
    let end = try stage.expect(78, "undo", "last")
    #expect(end.error.contains("publishes deletes of"), "\(end.error)")
  }

  @Test func `a journal that is published with everything cannot be pruned, and says why`() throws {
    let stage = try Self.stage("CREATE PUBLICATION pub FOR ALL TABLES;")
    defer { Self.clean(stage) }
    for dry in [["--dry-run"], []] {
      let end = try stage.start(["history", "--prune", "--keep", "0s"] + dry).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(
        end.error.contains("ALTER TABLE synctool.changes REPLICA IDENTITY FULL"), "\(end.error)")
    }
    try stage.database.run(
      """
      ALTER TABLE synctool.changes REPLICA IDENTITY FULL;
      ALTER TABLE synctool.rejections REPLICA IDENTITY FULL
      """)
    try stage.expect(0, "history", "--prune", "--keep", "0s")
  }
}

import Testing

/// A table that is published while a run is under way, in a way that keeps its rows from being updated.
struct PublicationMeanwhileTests {
  /// What there is before, and what somebody does meanwhile.
  private static let cases: [(before: String, sql: String)] = [
    (
      "ALTER TABLE public.clients REPLICA IDENTITY NOTHING;",
      "CREATE PUBLICATION pub FOR TABLE public.clients"
    ),
    (
      "ALTER TABLE public.clients REPLICA IDENTITY NOTHING;",
      "CREATE PUBLICATION pub FOR ALL TABLES"
    ),
    (
      "ALTER TABLE public.clients REPLICA IDENTITY NOTHING;",
      "CREATE PUBLICATION pub FOR TABLES IN SCHEMA public"
    ),
    (
      "CREATE PUBLICATION pub FOR TABLE public.clients;",
      "ALTER TABLE public.clients REPLICA IDENTITY NOTHING"
    ),
    ("", "CREATE PUBLICATION pub FOR TABLE public.clients (name, email)"),
    ("", "CREATE PUBLICATION pub FOR TABLE public.clients WHERE (name <> 'x')"),
    (
      """
      ALTER TABLE public.clients REPLICA IDENTITY NOTHING;
      CREATE PUBLICATION pub FOR ALL TABLES WITH (publish = 'insert');
      """, "ALTER PUBLICATION pub SET (publish = 'insert, update')"
    ),
    (
      """
      ALTER TABLE public.clients REPLICA IDENTITY NOTHING; CREATE PUBLICATION pub;
      """, "ALTER PUBLICATION pub ADD TABLE public.clients"
    ),
  ]

  /// Two clients, one of which run 1 has updated; a sync would update both.
  private static func stage(_ sql: String) throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email)
      SELECT 'Old', 'client' || n || '@x.test' FROM generate_series(1, 2) n;
      """)
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "--force")
    try stage.source(TestRecord.many(2, name: "Bob"))
    if !sql.isEmpty { try stage.database.run(sql) }
    return stage
  }

  private func expectRefused(_ end: ToolEnd, _ stage: ProcessStage, _ before: [String]) throws {
    #expect(end.status == 78, "\(end.everything)")
    #expect(end.error.contains("the publication pub publishes"), "\(end.error)")
    #expect(end.error.contains("hint: "), "\(end.error)")
    #expect(try stage.database.versions() == before)
  }

  @Test(arguments: cases, [["--force"], ["--force", "--dry-run"]])
  func `one made while the source is read is seen before the first write`(
    case: (before: String, sql: String), arguments: [String]
  ) throws {
    let stage = try Self.stage(`case`.before)
    defer { try? stage.database.run("DROP PUBLICATION IF EXISTS pub") }
    let before = try stage.database.versions()
    let end = try stage.run(
      arguments, of: TestRecord.many(2, name: "Bob"), whileReading: `case`.sql)
    try expectRefused(end, stage, before)
    #expect(try end.counts() == ["read": 2, "update": 2])
  }

  @Test(arguments: cases, [["--force"], ["undo", "1"]])
  func `one made between the plan and the lock is seen before the first write`(
    case: (before: String, sql: String), arguments: [String]
  ) throws {
    let stage = try Self.stage(`case`.before)
    defer { try? stage.database.run("DROP PUBLICATION IF EXISTS pub") }
    let before = try stage.database.versions()
    try expectRefused(stage.run(arguments, whileWaiting: `case`.sql), stage, before)
  }

  @Test func `an undo that deletes heeds deletes`() throws {
    let stage = try Self.stage("ALTER TABLE public.clients REPLICA IDENTITY NOTHING;")
    defer { try? stage.database.run("DROP PUBLICATION IF EXISTS pub") }
    try stage.source([TestRecord.client(5, "client5@x.test")])
    try stage.expect(0)
    let before = try stage.database.versions()
    let end = try stage.run(
      ["undo", "last"],
      whileWaiting: "CREATE PUBLICATION pub FOR TABLE public.clients WITH (publish = 'delete')")
    try expectRefused(end, stage, before)
    #expect(end.error.contains("publishes deletes of"), "\(end.error)")
  }

  @Test(arguments: [
    "CREATE PUBLICATION pub FOR ALL TABLES", "CREATE PUBLICATION pub FOR TABLE public.clients (id)",
    "CREATE PUBLICATION pub FOR TABLE synctool.runs",
  ])
  func `one that PostgreSQL has no objection to stops nobody`(sql: String) throws {
    for arguments in [["--force"], ["undo", "1"]] {
      let stage = try Self.stage("")
      defer { try? stage.database.run("DROP PUBLICATION IF EXISTS pub") }
      let end = try stage.run(arguments, whileWaiting: sql)
      #expect(end.status == 0, "\(end.everything)")
    }
  }

  @Test func `rows are created all the same`() throws {
    let stage = try Self.stage("ALTER TABLE public.clients REPLICA IDENTITY NOTHING;")
    defer { try? stage.database.run("DROP PUBLICATION IF EXISTS pub") }
    try stage.source([TestRecord.client(5, "client5@x.test")])
    let end = try stage.run(
      ["--force"], whileWaiting: "CREATE PUBLICATION pub FOR TABLE public.clients")
    #expect(end.status == 0, "\(end.everything)")
    #expect(try stage.database.count() == 3)
  }
}

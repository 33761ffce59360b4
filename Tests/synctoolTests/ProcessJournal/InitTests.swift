import Engine
import Foundation
import SyncCore
import Testing

/// `synctool init`: the journal comes, grows and goes by it alone.
struct InitTests {
  private static func tables(_ database: TestDatabase) throws -> [String] {
    try database.rows(
      """
      SELECT relname, relkind FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
      WHERE n.nspname = 'synctool' ORDER BY 1
      """)
  }

  @Test func `init creates the journal once, and again does nothing`() throws {
    let stage = try ProcessStage()
    let end = try stage.expect(0, "init")
    #expect(
      end.lines.last?.contains("the journal is created, version \(JournalSchema.version)") == true)
    let first = try stage.database.rows("SELECT version, applied_at FROM synctool.migrations")
    #expect(first.count == JournalSchema.version)
    #expect(
      try stage.expect(0, "init").output.contains("up to date, version \(JournalSchema.version)"))
    #expect(try stage.expect(0, "init", "--dry-run").output == "-- nothing to do\n")
    #expect(try stage.expect(0, "init", "--quiet").output == "")
    #expect(
      try stage.database.rows("SELECT version, applied_at FROM synctool.migrations") == first)
  }

  @Test func `the SQL of a dry run makes the same journal, and the dry run makes none`() throws {
    let stage = try ProcessStage()
    let sql = try stage.expect(0, "init", "--dry-run").output
    #expect(try Self.tables(stage.database) == [])
    try stage.database.run(sql)
    let byHand = try Self.tables(stage.database)
    #expect(byHand.count > 5)
    #expect(try stage.expect(0, "init").output.contains("up to date"))
    let other = try ProcessStage()
    try other.expect(0, "init")
    #expect(try Self.tables(other.database) == byHand)
  }

  @Test(arguments: 1..<JournalSchema.version)
  func `a journal of an older version is refused by sync and upgraded by init, with what it has`(
    version: Int
  ) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let sql = try stage.expect(0, "init", "--dry-run").output
    let next = try #require(sql.range(of: "-- step \(version + 1)"))
    try stage.database.run(
      String(sql[..<next.lowerBound]) + """
        INSERT INTO synctool.runs (command, status, table_schema, table_name, lock_key, source,
          target, options, counts, host, os_user, tool_version)
        VALUES ('sync', 'done', 'public', 'clients', 1, 'a', 'b', '{}', '{"create": 1}', 'h', 'u', '0');
        INSERT INTO public.clients (name, email) VALUES ('Old', 'old@x.test');
        """)
    if version >= 2 {
      try stage.database.run(
        """
        INSERT INTO synctool.changes (run, row_xmin, action, key, target_id)
        SELECT 1, xmin, 'create', email, id::text FROM public.clients
        """)
    }
    let refused = try stage.expect(78)
    #expect(refused.error.contains("the journal has version \(version)"))
    #expect(refused.error.contains("hint: run synctool init"))
    #expect(try stage.database.count() == 1)
    let upgraded = "upgraded from version \(version) to \(JournalSchema.version)"
    #expect(try stage.expect(0, "init").output.contains(upgraded))
    let shown = try stage.expect(0, "show", "1").output
    #expect(shown.contains("public.clients"), "\(shown)")
    if version >= 2 {
      try stage.expect(0, "undo", "1")
      #expect(try stage.database.count() == 0)
    }
    try stage.expect(0)
    #expect(
      try stage.database.value("SELECT count(*) FROM synctool.changes WHERE action = 'create'")
        == (version >= 2 ? "3" : "2"))
  }

  /// A number that the journal gives may be asked for whatever its run was about.
  @Test func `a run about something else than a table is shown, and not taken back as one`() throws
  {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.database.run(
      """
      INSERT INTO synctool.runs (command, status, subject, lock_key, source, target, options, host,
        os_user, tool_version)
      VALUES ('other', 'done', 'app.users', 1, 'a', 'b', '{}', 'h', 'u', '9')
      """)
    #expect(try stage.expect(0, "show", "1").output.contains("app.users"))
    #expect(try stage.expect(78, "undo", "1").error.contains("ran the command \"other\""))
    #expect(throws: (any Error).self) {
      try stage.database.run(
        """
        INSERT INTO synctool.runs (command, lock_key, source, target, options, host, os_user,
          tool_version) VALUES ('none', 1, 'a', 'b', '{}', 'h', 'u', '9')
        """)
    }
  }

  @Test func `a journal of a newer version is left alone by everybody`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "init")
    try stage.database.run("INSERT INTO synctool.migrations VALUES (99, now(), '9')")
    for command in [["init"], ["init", "--remove", "--force"], ["sync"], ["check"]] {
      let end = try stage.start(command).end()
      #expect(end.status == 78 && end.everything.contains("version 99"), "\(end.everything)")
    }
    #expect(try stage.database.count() == 0)
  }

  @Test func `a schema of somebody else is not touched, and a sync keeps no journal`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.database.run("CREATE SCHEMA synctool; CREATE TABLE synctool.runs (mine int)")
    #expect(try stage.expect(78, "init").error.contains("holds something other than a journal"))
    try stage.expect(78, "init", "--remove", "--force")
    #expect(
      try stage.expect(0).output.contains(
        "journal: none; the schema synctool holds something else\n"))
    #expect(try Self.tables(stage.database) == ["runs|r"])
  }

  @Test(arguments: [
    "CREATE TABLE synctool.migrations (version int)",
    "CREATE TABLE synctool.migrations (version int); INSERT INTO synctool.migrations VALUES (3)",
    "CREATE TABLE synctool.migrations (name text); CREATE TABLE synctool.runs (a int)",
    """
    CREATE TABLE synctool.migrations (version int, applied_at int, tool_version int);
    CREATE TABLE synctool.runs (a int)
    """,
  ])
  func `what only looks like a journal is not removed`(tables: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.database.run(
      "CREATE SCHEMA synctool; \(tables); CREATE TABLE synctool.precious (x int)")
    let before = try Self.tables(stage.database)
    try stage.expect(78, "init", "--remove", "--force")
    try stage.expect(78, "init")
    #expect(try stage.expect(0).output.contains("journal: none"))
    #expect(try Self.tables(stage.database) == before)
  }

  @Test func `what stands beside or on the journal is not removed with it`() throws {
    for other in ["TABLE synctool.precious (x int)", "VIEW public.seen AS TABLE synctool.runs"] {
      let stage = try ProcessStage()
      try stage.expect(0, "init")
      try stage.database.run("CREATE \(other)")
      let before = try Self.tables(stage.database)
      try stage.expect(1, "init", "--remove", "--force")
      #expect(try Self.tables(stage.database) == before)
    }
  }

  @Test func `the journal of a stranger is not believed`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    let role = try TestRole(stage.database, "SELECT")
    try stage.expect(0, "init")
    try stage.database.run("ALTER TABLE synctool.runs OWNER TO \(role.name)")
    let commands = [
      ["sync"], ["init"], ["init", "--remove", "--force"], ["history"], ["undo", "1"],
    ]
    for command in commands {
      let end = try stage.start(command).end()
      #expect(end.status == 77 && end.error.contains(role.name), "\(end.everything)")
    }
    #expect(try stage.database.count() == 0)
    try stage.database.run("ALTER TABLE synctool.runs OWNER TO postgres")
    try stage.expect(0)
  }

  @Test func `the journal is not removed under a run in progress`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "init")
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      #expect(try stage.expect(11, "init", "--remove", "--force").error.contains("run 1"))
      tool.signal(15)
      _ = try tool.end()
    }
    try stage.expect(0, "init", "--remove", "--force")
  }

  @Test func `the journal goes only by force, after what is lost was told`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    try stage.expect(0, "init")
    try stage.expect(0)
    let before = try Self.tables(stage.database)
    let refused = try stage.expect(4, "init", "--remove")
    #expect(refused.output.contains("synctool.changes: 3 rows would be lost\n"))
    #expect(refused.error.contains("--force"))
    let preview = try stage.expect(0, "init", "--remove", "--force", "--dry-run")
    #expect(preview.output.contains("-- synctool.runs: 1 row would be lost\n"))
    #expect(preview.output.hasSuffix("DROP TABLE synctool.runs;\nDROP SCHEMA synctool;\n"))
    #expect(try Self.tables(stage.database) == before)
    // Neither switch may come from a file or the environment.
    try stage.expect(78, "init", with: ["SYNCTOOL_REMOVE": "true", "SYNCTOOL_FORCE": "true"])
    try stage.expect(4, "init", "--remove", with: ["SYNCTOOL_FORCE": "true"])
    #expect(try Self.tables(stage.database) == before)
    let end = try stage.expect(0, "init", "--remove", "--force", "--format", "json")
    let losses = try #require(try end.json()["losses"] as? [String: Int])
    #expect(losses["synctool.changes"] == 3)
    #expect(try stage.database.value("SELECT to_regnamespace('synctool')") == "")
    #expect(try stage.database.count() == 3)
    #expect(try stage.expect(0, "init", "--remove").output.contains("no journal to remove"))
  }

  @Test func `a role that may not create it is told so`() throws {
    let stage = try ProcessStage()
    let role = try TestRole(stage.database, "SELECT")
    let end = try stage.expect(77, "init", with: ["DATABASE_URL": role.url])
    #expect(end.error.contains("synctool: error: "))
    #expect(try Self.tables(stage.database) == [])
  }

  @Test func `init needs no source, and two at once make one journal`() throws {
    let stage = try ProcessStage("")
    let first = try stage.start(["init"])
    let second = try stage.start(["init"])
    #expect(try first.end().status == 0)
    #expect(try second.end().status == 0)
    #expect(
      try stage.database.value("SELECT count(*) FROM synctool.migrations")
        == "\(JournalSchema.version)")
  }
}

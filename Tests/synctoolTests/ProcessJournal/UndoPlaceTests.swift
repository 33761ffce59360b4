import Testing

/// A run belongs to its table, wherever that went: the name first, then the table itself.
struct UndoPlaceTests {
  /// Where the table goes, and the name that the settings have to give it then.
  private static let moves: [(sql: String, name: String)] = [
    ("CREATE SCHEMA app; ALTER TABLE public.clients SET SCHEMA app", "app.clients"),
    ("ALTER TABLE public.clients RENAME TO people", "people"),
    (
      """
      CREATE SCHEMA app; ALTER TABLE public.clients SET SCHEMA app;
      ALTER TABLE app.clients RENAME TO people; CREATE VIEW public.clients AS TABLE app.people
      """, "app.people"
    ),
    ("ALTER SCHEMA public RENAME TO app; CREATE SCHEMA public", "app.clients"),
  ]

  @Test(arguments: moves.indices)
  func `a table that moved keeps its runs`(index: Int) throws {
    let (sql, name) = Self.moves[index]
    let scene = try UndoScene()
    try scene.database.run(sql)
    let table = name.contains(".") ? name : "public.\(name)"
    scene.stage.environment["SYNCTOOL_TABLE"] = name
    #expect(try scene.stage.expect(0, "history").output.contains("create 2, update 2"))
    #expect(try scene.stage.expect(0, "show", "last").output.hasPrefix("run 1: sync, done"))
    let status = try scene.stage.expect(0, "status", "--format", "json").json()
    let journal = try #require(status["journal"] as? [String: Any])
    #expect((journal["lastSuccess"] as? [String: Any])?["runId"] as? Int == 1)
    try scene.stage.expect(0, "undo", "last", "--dry-run")
    try scene.stage.expect(0, "undo", "1")
    #expect(
      try scene.database.rows("SELECT t::text FROM \(table) t ORDER BY id::text") == scene.before)
    #expect(
      try scene.stage.expect(0, "history").output.contains("create 2, update 2; undone by 2"))
    // From here on the runs have the new name, and the undo of the undo is one of them.
    try scene.stage.expect(0, "undo", "last")
    #expect(
      try scene.database.rows("SELECT t::text FROM \(table) t ORDER BY id::text") == scene.after)
    #expect(
      try scene.stage.expect(0, "history", "--prune", "--keep", "0s").output
        .hasPrefix("3 runs"))
  }

  @Test func `the old name says where the table of the last run went`() throws {
    let scene = try UndoScene()
    try scene.database.run("CREATE SCHEMA app; ALTER TABLE public.clients SET SCHEMA app")
    let end = try scene.stage.expect(78, "undo", "last")
    #expect(end.error.contains("run 1 wrote to what is now app.clients"), "\(end.error)")
    #expect(end.error.contains("hint: set SYNCTOOL_TABLE=app.clients\n"), "\(end.error)")
  }

  @Test(arguments: moves.indices)
  func `a run by its number is taken back wherever its table went`(index: Int) throws {
    let (sql, name) = Self.moves[index]
    let scene = try UndoScene()
    try scene.database.run(sql)
    let table = name.contains(".") ? name : "public.\(name)"
    let end = try scene.stage.expect(0, "undo", "1", "--format", "json")
    #expect((try end.json()["target"] as? String)?.hasSuffix(" \(table)") == true)
    #expect(
      try scene.database.rows("SELECT t::text FROM \(table) t ORDER BY id::text") == scene.before)
  }

  /// What the settings name in place of the run's table; the SQL makes it.
  private static let others: [(sql: String, name: String)] = [
    ("CREATE TABLE public.others (LIKE public.clients INCLUDING ALL)", "others"),
    ("CREATE SCHEMA app; CREATE TABLE app.clients (id int)", "app.clients"),
    ("CREATE VIEW public.seen AS TABLE public.clients", "seen"), ("", "nowhere"),
  ]

  @Test(arguments: others.indices)
  func `a run is taken back on its own table, whichever one the settings name`(index: Int) throws {
    let (sql, name) = Self.others[index]
    let scene = try UndoScene()
    if !sql.isEmpty { try scene.database.run(sql) }
    scene.stage.environment["SYNCTOOL_TABLE"] = name
    // It is that table's lock that the undo takes.
    try scene.database.holdingRunLock { _ = try scene.stage.expect(11, "undo", "1") }
    let preview = try scene.stage.expect(2, "undo", "1", "--dry-run", "--detailed-exitcode")
    #expect(preview.output.contains(" public.clients"), "\(preview.output)")
    #expect(try scene.rows() == scene.after)
    try scene.stage.expect(0, "undo", "1", "--report", "run.html", "--metrics", "run.prom")
    #expect(try scene.rows() == scene.before)
    #expect(try scene.stage.text("run.html").contains("Undo of public.clients"))
    #expect(try scene.stage.text("run.prom").contains(#"table="public.clients""#))
    #expect(
      try scene.database.value(
        "SELECT table_schema || '.' || table_name || ' ' || target FROM synctool.runs WHERE id = 2"
      ).split(separator: " ").filter { $0 == "public.clients" }.count == 2)
    // The last run is the one on the table of the settings.
    #expect(try scene.stage.start(["undo", "last"]).end().status == 78)
    try scene.stage.expect(0, "undo", "2")
    #expect(try scene.rows() == scene.after)
  }

  @Test func `a table that is gone is taken for no other`() throws {
    let scene = try UndoScene()
    try scene.database.run(
      """
      CREATE TABLE public.others (LIKE public.clients INCLUDING ALL);
      INSERT INTO public.others TABLE public.clients; DROP TABLE public.clients CASCADE
      """)
    let versions = try scene.database.versions(table: "public.others")
    let end = try scene.stage.run("undo", "1", with: ["SYNCTOOL_TABLE": "others"])
    #expect(end.status == 78 && end.error.contains("run 1 wrote to public.clients, which is gone"))
    #expect(try scene.database.versions(table: "public.others") == versions)
  }

  @Test(arguments: ["1", "last"])
  func `a word that is not known is named where the table was moved too`(run: String) throws {
    let scene = try UndoScene()
    try scene.database.run(
      """
      ALTER TABLE public.clients RENAME TO people;
      UPDATE synctool.runs SET counts = counts || '{"relink": 3}'
      """)
    let end = try scene.stage.expect(1, "undo", run)
    #expect(end.error.contains("the count \"relink\" in synctool.runs"), "\(end.error)")
  }

  @Test(arguments: ["clients", "people", "others"])
  func `where name and table are two, both are named and none is touched`(table: String) throws {
    let scene = try UndoScene()
    try scene.database.run(
      """
      ALTER TABLE public.clients RENAME TO people;
      CREATE TABLE public.clients (LIKE public.people INCLUDING ALL);
      INSERT INTO public.clients TABLE public.people;
      CREATE TABLE public.others (LIKE public.people INCLUDING ALL);
      """)
    scene.stage.environment["SYNCTOOL_TABLE"] = table
    let versions = try scene.database.versions() + scene.database.versions(table: "public.people")
    for run in table == "clients" ? ["1", "last"] : ["1"] {
      let end = try scene.stage.expect(78, "undo", run)
      #expect(
        end.error.contains(
          "run 1 wrote to what is now public.people, and public.clients is another table"),
        "\(end.error)")
    }
    #expect(
      try scene.database.versions() + scene.database.versions(table: "public.people") == versions)
    // The run is one table's alone, the name's, for every command.
    let listed = try scene.stage.expect(0, "history").output
    #expect(listed.contains("create 2, update 2") == (table == "clients"), "\(listed)")
  }

  @Test func `a table that took the place of one that is gone has its runs, and other rows`() throws
  {
    let scene = try UndoScene()
    try scene.database.run(
      """
      CREATE TABLE public.copy (LIKE public.clients INCLUDING ALL);
      INSERT INTO public.copy TABLE public.clients;
      DROP TABLE public.clients CASCADE; ALTER TABLE public.copy RENAME TO clients;
      """)
    let end = try scene.stage.expect(3, "undo", "last")
    #expect(try end.counts() == ["read": 4, "kept": 4])
    #expect(try scene.rows() == scene.after)
  }

  @Test func `in a journal that came out of a dump no row is the run's by chance`() throws {
    let scene = try UndoScene()
    try scene.database.run("UPDATE synctool.runs SET journal_oid = 1")
    let end = try scene.stage.expect(3, "undo", "last", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "kept": 4])
    #expect(
      try scene.verdicts("run.ndjson").allSatisfy { $0.hasSuffix(" kept changed-since") })
    // Oids of another database say nothing of where a table went.
    try scene.database.run("ALTER TABLE public.clients RENAME TO people")
    // The undo's own run was at home.
    let listed = try scene.stage.expect(0, "history", with: ["SYNCTOOL_TABLE": "people"]).output
    #expect(listed.contains("undoes 1") && !listed.contains("create 2"), "\(listed)")
  }

  @Test func `a run on the table that had the name before is not called crashed`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    try stage.expect(0, "init")
    try stage.database.run(
      """
      INSERT INTO synctool.runs (command, table_schema, table_name, lock_key, source, target,
        options, host, os_user, tool_version)
      VALUES ('sync', 'public', 'clients', 4711, 'a', 'b', '{}', 'h', 'u', '0'),
        ('sync', 'public', 'clients', 4712, 'a', 'b', '{}', 'h', 'u', '0')
      """)
    try stage.database.holding("SELECT pg_advisory_xact_lock(4711)") {
      try stage.expect(0)
      #expect(
        try stage.database.rows("SELECT id, status FROM synctool.runs ORDER BY id")
          == ["1|running", "2|crashed", "3|done"])
    }
  }
}

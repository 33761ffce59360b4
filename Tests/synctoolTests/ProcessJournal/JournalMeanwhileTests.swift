import Testing

/// What others do to the journal while a run is under way: it is named, and nothing is written.
struct JournalMeanwhileTests {
  private static let changes: [(sql: String, code: Int32, words: String)] = [
    ("DROP SCHEMA synctool CASCADE", 78, "the target database keeps no journal"),
    ("ALTER SCHEMA synctool RENAME TO other", 78, "the target database keeps no journal"),
    ("DROP TABLE synctool.changes", 78, "the journal is damaged: it lacks"),
    (
      "ALTER TABLE synctool.changes DROP COLUMN row_xmin", 78,
      "the journal is damaged: it lacks synctool.changes.row_xmin"
    ),
    (
      "ALTER TABLE synctool.changes RENAME key TO email", 78,
      "the journal is damaged: it lacks synctool.changes.key"
    ),
    (
      "ALTER TABLE synctool.changes DROP target_id, ADD target_id int", 78,
      "the journal is damaged: it lacks synctool.changes.target_id as text"
    ),
    (
      "REVOKE INSERT ON synctool.changes FROM @role", 77,
      "this role lacks INSERT on synctool.changes"
    ),
    ("REVOKE USAGE ON SCHEMA synctool FROM @role", 77, "lacks USAGE on schema synctool"),
    (
      "ALTER TABLE synctool.changes ENABLE ROW LEVEL SECURITY", 77,
      "lacks BYPASSRLS for synctool.changes"
    ),
    ("REVOKE UPDATE ON synctool.runs FROM @role", 77, "this role lacks UPDATE on synctool.runs"),
  ]

  /// One client that run 1 has updated, and a source by which it would be updated again, and one created.
  private static func stage() throws -> (ProcessStage, TestRole) {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'client1@x.test');")
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "--force")
    try stage.source(records)
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE, DELETE")
    try stage.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT ALL ON ALL TABLES IN SCHEMA synctool TO \(role.name);
      GRANT ALL ON ALL SEQUENCES IN SCHEMA synctool TO \(role.name)
      """)
    stage.environment["DATABASE_URL"] = try role.url
    return (stage, role)
  }

  private static let records = TestRecord.many(2, name: "Bob")

  private static func expect(
    _ end: ToolEnd, _ code: Int32, _ words: String, _ stage: ProcessStage
  ) throws {
    #expect(end.status == code, "\(end.everything)")
    #expect(
      end.error.contains("the journal was altered during the run: ")
        && end.error.contains(words), "\(end.error)")
    #expect(end.error.contains("hint: ") && !end.error.contains("mapping"), "\(end.error)")
    #expect(try stage.database.rows("SELECT name FROM public.clients") == ["Ann"])
  }

  @Test(arguments: changes)
  func `a journal that is altered while the source is read is named`(
    sql: String, code: Int32, words: String
  ) throws {
    let (stage, role) = try Self.stage()
    defer { withExtendedLifetime(role) {} }
    let end = try stage.run(
      ["--force"], of: Self.records, whileReading: sql.replacing("@role", with: role.name))
    try Self.expect(end, code, words, stage)
  }

  @Test(arguments: changes)
  func `so is one that is altered while an undo waits`(
    sql: String, code: Int32, words: String
  ) throws {
    let (stage, role) = try Self.stage()
    defer { withExtendedLifetime(role) {} }
    let end = try stage.run(
      ["undo", "1"], whileWaiting: sql.replacing("@role", with: role.name))
    try Self.expect(end, code, words, stage)
  }

  @Test(arguments: ["changes", "runs", "rejections", "migrations"])
  func `a journal of which rows are hidden is not taken for a whole one`(table: String) throws {
    let (stage, role) = try Self.stage()
    defer { withExtendedLifetime(role) {} }
    try stage.database.run(
      """
      ALTER TABLE synctool.\(table) ENABLE ROW LEVEL SECURITY;
      CREATE POLICY none ON synctool.\(table) USING (true)
      """)
    for arguments in [
      ["undo", "1"], ["undo", "1", "-n"], ["--force"], ["check"], ["history"], ["show", "1"],
    ] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 77, "\(arguments) \(end.everything)")
      #expect(end.everything.contains("lacks BYPASSRLS for synctool.\(table)"), "\(end.everything)")
      #expect(
        end.everything.contains("row-level security does not restrict"), "\(end.everything)")
    }
    #expect(try stage.database.rows("SELECT name FROM public.clients") == ["Ann"])
    // Who only looks at the clients says so and goes on; a dry run looks into no journal.
    #expect(try stage.expect(0, "status").output.contains("lacks BYPASSRLS for synctool.\(table)"))
    try stage.expect(0, "--force", "-n")
    try stage.database.run("ALTER ROLE \(role.name) BYPASSRLS")
    try stage.expect(0, "undo", "1")
  }

  @Test(arguments: [["undo", "1"], ["undo", "1", "--dry-run"]])
  func `changes that were deleted out of the journal are missed`(arguments: [String]) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3))
    try stage.expect(0)
    try stage.database.run("DELETE FROM synctool.changes WHERE key = 'client2@x.test'")
    let end = try stage.start(arguments).end()
    #expect(end.status == 3, "\(end.everything)")
    #expect(
      end.error.contains(
        "run 1 wrote 3 clients, but the journal has only 2 of them: the others stay as they are"),
      "\(end.error)")
    let named = try stage.start(arguments + ["--only", "client1@x.test"]).end()
    #expect(!named.error.contains("the others stay"), "\(named.error)")
    try stage.database.run("DELETE FROM synctool.changes WHERE run = 1")
    #expect(try stage.start(arguments).end().status == 3)
  }

  @Test(arguments: [
    "before = NULL, after = NULL", "before = '{}'", "before = '{}', after = '{}'", "after = NULL",
    "before = '[1]'", "after = '[1]'", "before = '\"x\"'", "before = before - 'name'",
  ])
  func `values that were removed from the journal are not put back`(change: String) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3))
    try stage.expect(0)
    try stage.database.run("UPDATE public.clients SET name = 'Old'")
    try stage.expect(0, "--force")
    try stage.database.run(
      "UPDATE synctool.changes SET \(change) WHERE run = 2 AND key = 'client2@x.test'")
    try stage.expect(3, "undo", "2", "--dry-run")
    let end = try stage.expect(3, "undo", "2")
    #expect(try end.counts()["update"] == 2 && end.counts()["kept"] == 1)
    #expect(end.output.contains("not-recorded"), "\(end.output)")
    #expect(
      try stage.database.rows("SELECT email FROM public.clients WHERE name = 'Old' ORDER BY 1")
        == ["client1@x.test", "client3@x.test"])
  }

  @Test func `a table that is gone is not taken for the journal`() throws {
    let (stage, role) = try Self.stage()
    defer { withExtendedLifetime(role) {} }
    try stage.database.run(
      """
      CREATE TABLE public.log (email text);
      GRANT ALL ON public.log TO \(role.name);
      CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.log VALUES (NEW.email); RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE UPDATE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.note();
      """)
    let end = try stage.run(["--force"], whileWaiting: "DROP TABLE public.log")
    #expect(end.status == 3, "\(end.everything)")
    #expect(!end.error.contains("journal was altered"), "\(end.error)")
    #expect(
      try stage.database.rows("SELECT action, reason FROM synctool.rejections WHERE run = 2")
        == ["failed|raised"])
  }

  /// What becomes of the journal while a run waits for the lock of the table, how the run ends, and what it
  /// says.
  private static let waits:
    [(isKept: Bool, sql: String, arguments: [String], code: Int32, words: String)] = [
      (true, later, ["--force"], 78, "the journal has version 99"),
      (true, later, ["undo", "last"], 78, "the journal has version 99"),
      (true, "DROP SCHEMA synctool CASCADE", ["--force"], 0, ""),
      (true, "DROP SCHEMA synctool CASCADE", ["undo", "last"], 78, "keeps no journal"),
      (true, "DROP TABLE synctool.changes", ["--force"], 78, "the journal is damaged"),
      (false, "CREATE SCHEMA synctool; CREATE TABLE synctool.other ()", ["--force"], 0, ""),
      (true, "ALTER TABLE public.clients DROP phone", ["--force"], 78, "phone"),
      (true, "ALTER TABLE public.clients RENAME TO others", ["--force"], 78, "public.clients"),
    ]
  private static let later = "INSERT INTO synctool.migrations VALUES (99, now(), '9.0')"

  private static func waiting(_ isKept: Bool) throws -> ProcessStage {
    let stage = try ProcessStage()
    if isKept { try stage.expect(0, "init") }
    try stage.source(TestRecord.many(1))
    try stage.expect(0)
    try stage.source(records)
    return stage
  }

  @Test(arguments: waits)
  func `what is altered while a run waits for the lock is seen by it`(
    isKept: Bool, sql: String, arguments: [String], code: Int32, words: String
  ) throws {
    let stage = try Self.waiting(isKept)
    let tool = try stage.database.holdingRunLock {
      let tool = try stage.start(arguments + ["--wait", "30"])
      try stage.database.waitForLook()
      try stage.database.run(sql)
      return tool
    }
    let end = try tool.end()
    #expect(end.status == code, "\(end.everything)")
    #expect(end.error.contains(words) && !end.error.contains("undefined"), "\(end.error)")
    guard code == 0 else { return }
    #expect(
      try stage.database.rows("SELECT name FROM public.clients ORDER BY id") == ["Bob", "Bob"])
  }

  @Test func `a run that waited is kept in the journal made meanwhile, and its page has the runs`()
    throws
  {
    let stage = try Self.waiting(false)
    let tool = try stage.database.holdingRunLock {
      let tool = try stage.start(["--force", "--wait", "30", "--report", "page.md"])
      try stage.database.waitForLook()
      try stage.expect(0, "init")
      try stage.database.addRun(status: "failed", error: "an earlier one")
      return tool
    }
    let end = try tool.end()
    #expect(end.status == 0, "\(end.everything)")
    #expect(try stage.text("page.md").contains("an earlier one"))
    #expect(
      try stage.database.rows("SELECT command, status FROM synctool.runs ORDER BY id")
        == ["sync|failed", "sync|done"])
    #expect(try stage.database.value("SELECT count(*) FROM synctool.changes") == "2")
  }
}

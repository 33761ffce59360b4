import Testing

/// A journal that somebody altered, that a role may not use, or that others have built on.
struct JournalHealthTests {
  /// What is done to the journal, and what it lacks by then.
  private static let damages: [(sql: String, lacks: String)] = [
    ("ALTER TABLE synctool.runs DROP plan_digest", "synctool.runs.plan_digest"),
    ("ALTER TABLE synctool.changes DROP before_xmin", "synctool.changes.before_xmin"),
    ("ALTER TABLE synctool.rejections RENAME winner_id TO winner", "synctool.rejections.winner_id"),
    (
      "ALTER TABLE synctool.changes ALTER after TYPE text, DROP key",
      "synctool.changes.after as jsonb, synctool.changes.key"
    ),
    ("DROP TABLE synctool.rejections", "the table synctool.rejections"),
    ("ALTER TABLE synctool.changes RENAME TO changed", "the table synctool.changes"),
    ("ALTER TABLE synctool.runs DROP status", "synctool.runs.status"),
    ("DROP TABLE synctool.runs", "the table synctool.runs"),
    ("DROP TABLE synctool.migrations", "the versions in synctool.migrations"),
    ("DROP TABLE synctool.migrations, synctool.changes", "the versions in synctool.migrations"),
    ("ALTER TABLE synctool.migrations DROP version", "the versions in synctool.migrations"),
    ("ALTER TABLE synctool.migrations DROP tool_version", "synctool.migrations.tool_version"),
    ("DELETE FROM synctool.migrations", rows(1...7)),
    (
      "TRUNCATE synctool.migrations, synctool.runs, synctool.changes, synctool.rejections",
      rows(1...7)
    ),
    ("DELETE FROM synctool.migrations WHERE version = 1", rows(1...1)),
    ("DELETE FROM synctool.migrations WHERE version = 3", rows(3...3)),
    ("DELETE FROM synctool.migrations WHERE version >= 5", rows(5...7)),
  ]

  private static func rows(_ steps: ClosedRange<Int>) -> String {
    steps.map { "row \($0) of synctool.migrations" }.joined(separator: ", ")
  }

  @Test(arguments: damages.indices)
  func `what a journal lacks is seen by check and named by every command`(index: Int) throws {
    let (sql, lacks) = Self.damages[index]
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.database.run(sql)
    #expect(
      try stage.expect(78, "check").output.contains("the journal is damaged: it lacks \(lacks)\n"))
    let commands = [
      ["sync"], ["sync", "--dry-run"], ["history"], ["show", "1"], ["undo", "last"],
      ["undo", "1", "--dry-run"], ["init"], ["status", "--max-age", "1h"],
      ["history", "--prune", "--keep", "1d"],
    ]
    for command in commands {
      let end = try stage.start(command).end()
      #expect(end.status == 78, "\(command) \(end.everything)")
      #expect(end.error.contains("the journal is damaged: it lacks"), "\(command) \(end.error)")
      #expect(!end.error.contains("mapping"), "\(end.error)")
    }
    #expect(try stage.database.count() == 1)
    if !sql.contains("RENAME TO") {
      try stage.expect(0, "init", "--remove", "--force")
      try stage.expect(0, "init")
      try stage.expect(0, "--force")
    }
  }

  @Test func `a damaged journal is not removed from under a run`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(1))
    try stage.expect(0)
    try stage.database.run(
      "UPDATE synctool.runs SET status = 'running'; DELETE FROM synctool.migrations")
    var holder = try stage.database.connect()
    try holder.executeScript("SELECT pg_advisory_lock(lock_key) FROM synctool.runs")
    #expect(
      try stage.expect(11, "init", "--remove", "--force").error.contains("run 1 is in progress"))
    try holder.executeScript("SELECT pg_advisory_unlock_all()")
    try stage.expect(0, "init", "--remove", "--force")
  }

  /// A right taken from a writer, and a command that needs it.
  private static let rights: [(right: String, command: [String])] = [
    ("SELECT ON synctool.changes", ["sync"]), ("SELECT ON synctool.changes", ["undo", "last"]),
    ("SELECT ON synctool.changes", ["history"]), ("SELECT ON synctool.runs", ["show", "1"]),
    ("INSERT ON synctool.changes", ["sync"]), ("INSERT ON synctool.rejections", ["undo", "1"]),
    ("UPDATE ON synctool.runs", ["sync"]),
    ("DELETE ON synctool.changes", ["history", "--prune", "--keep", "1d"]),
    ("USAGE ON SCHEMA synctool", ["status", "--max-age", "1h"]),
  ]

  @Test(arguments: rights.indices)
  func `a right that is lacking is named with the journal's table`(index: Int) throws {
    let (right, command) = Self.rights[index]
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "init")
    try stage.expect(0)
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE, DELETE")
    try stage.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA synctool TO \(role.name);
      REVOKE \(right) FROM \(role.name);
      """)
    stage.environment["DATABASE_URL"] = try role.url
    let words = right.replacing(" ON ", with: " on ").replacing("SCHEMA", with: "schema")
    let end = try stage.start(command).end()
    #expect(end.status == 77, "\(end.everything)")
    #expect(end.error.contains("lacks \(words)"), "\(end.everything)")
    #expect(end.error.contains("synctool") && !end.error.contains("mapping"), "\(end.error)")
    if command == ["sync"] {
      #expect(try stage.expect(77, "check").output.contains("lacks \(words)"))
    }
    withExtendedLifetime(role) {}
  }

  @Test func `explain names the right that it lacks`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "init")
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT ON synctool.runs, synctool.migrations, synctool.rejections,
        synctool.document_changes TO \(role.name);
      """)
    let end = try stage.expect(0, "explain", "client1@x.test", with: ["DATABASE_URL": role.url])
    #expect(
      end.output.contains(
        "history: this role may not read the journal: it lacks SELECT on synctool.changes\n"),
      "\(end.output)")
  }

  @Test(arguments: [
    "CREATE SCHEMA synctool",
    "CREATE SCHEMA synctool; COMMENT ON SCHEMA synctool IS 'for synctool'",
    """
    CREATE SCHEMA synctool;
    ALTER DEFAULT PRIVILEGES IN SCHEMA synctool GRANT SELECT ON TABLES TO PUBLIC
    """,
  ])
  func `an empty schema that the DBA has made is filled`(sql: String) throws {
    let stage = try ProcessStage(TestDatabase.clients, sql)
    try stage.source(TestRecord.many(2))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE, DELETE")
    try stage.database.run("GRANT ALL ON SCHEMA synctool TO \(role.name)")
    stage.environment["DATABASE_URL"] = try role.url
    #expect(try stage.expect(0, "check").output.contains("synctool init creates one"))
    #expect(try stage.expect(0).output.contains("journal: none; synctool init creates one"))
    let plan = try stage.expect(0, "init", "--dry-run").output
    #expect(plan.hasPrefix("CREATE TABLE synctool.migrations"), "\(plan)")
    #expect(try stage.expect(0, "init").output.contains("the journal is created"))
    try stage.database.run("TRUNCATE public.clients")
    try stage.expect(0)
    try stage.expect(0, "undo", "last")
    // The schema is not this role's to drop, and is as it was.
    try stage.expect(0, "init", "--remove", "--force")
    try stage.expect(0, "init")
    withExtendedLifetime(role) {}
  }

  @Test func `an empty schema of a stranger is not filled`() throws {
    let stage = try ProcessStage()
    let stranger = try TestRole(stage.database, "SELECT")
    try stage.database.run("CREATE SCHEMA synctool AUTHORIZATION \(stranger.name)")
    #expect(try stage.expect(77, "init").error.contains(stranger.name))
    withExtendedLifetime(stranger) {}
  }

  /// What others have built, and how it is named.
  private static let dependents: [(sql: String, name: String)] = [
    ("CREATE VIEW public.seen AS TABLE synctool.runs", "view public.seen"),
    (
      "CREATE MATERIALIZED VIEW public.seen AS SELECT key FROM synctool.changes",
      "materialized view public.seen"
    ),
    (
      "CREATE TABLE public.refs (run bigint REFERENCES synctool.runs)",
      "constraint refs_run_fkey on table public.refs"
    ),
    (
      "CREATE FUNCTION public.f(synctool.runs) RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "function public.f(synctool.runs)"
    ),
    ("CREATE TABLE public.kept (r synctool.runs)", "table public.kept"),
    ("CREATE TABLE synctool.precious (x int)", "table synctool.precious"),
    ("CREATE SEQUENCE synctool.s", "sequence synctool.s"),
    ("CREATE TYPE synctool.mood AS ENUM ('a')", "type synctool.mood"),
  ]

  @Test(arguments: dependents.indices)
  func `what depends on the journal is named when it is to go`(index: Int) throws {
    let (sql, name) = Self.dependents[index]
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.database.run(sql)
    for more in [[], ["--dry-run"]] {
      let end = try stage.start(["init", "--remove", "--force"] + more).end()
      #expect(end.status == 1, "\(end.everything)")
      #expect(end.error.contains(name), "\(end.error)")
      #expect(end.error.contains("hint: drop or move them first"))
    }
    #expect(try stage.expect(0, "history").output == "no runs yet\n")
  }

  @Test func `what the journal has of its own keeps nobody from removing it`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.database.run(
      """
      CREATE INDEX mine ON synctool.changes (key);
      GRANT SELECT ON synctool.runs TO PUBLIC;
      CREATE STATISTICS public.st ON run, action FROM synctool.changes;
      """)
    try stage.expect(0, "init", "--remove", "--force")
  }
}

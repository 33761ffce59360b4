import Basics
import Foundation
import SyncCore
import Testing

/// What runs leave in the journal.
struct JournalTests {
  private static func stage(_ records: [String], _ more: String = "") throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, more)
    try stage.source(records)
    try stage.expect(0, "init")
    return stage
  }

  private static func runs(_ stage: ProcessStage) throws -> [String] {
    try stage.database.rows(
      """
      SELECT id, command, status, exit_code, counts ->> 'create', counts ->> 'update',
        finished_at >= started_at FROM synctool.runs ORDER BY id
      """)
  }

  @Test func `a run and its rows are written down`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    let end = try stage.expect(0, "--format", "json")
    #expect(try end.json()["runId"] as? Int == 1)
    #expect(try Self.runs(stage) == ["1|sync|done|0|3|0|t"])
    let facts = try stage.database.value(
      """
      SELECT concat_ws(' ', source, table_schema, table_name, options, counts ->> 'read', host <> '',
        os_user <> '', database_user, tool_version, error IS NULL, plan_digest IS NULL)
      FROM synctool.runs
      """)
    #expect(facts == "clients.ndjson public clients {} 3 t t postgres 0.1.0 t t")
    #expect(
      try stage.database.rows(
        """
        SELECT c.run, c.action, c.key, c.target_id = t.id::text, c.row_xmin = t.xmin, c.before, c.after
        FROM synctool.changes c JOIN public.clients t ON t.email = c.key ORDER BY c.key
        """) == (1...3).map { "1|create|client\($0)@x.test|t|t||" })
  }

  @Test func `an update keeps what differed, before and after, as PostgreSQL writes it`() throws {
    let record = TestRecord.client(
      1, "a@x.test", #""phone":"2","address":{"city":"Łódź","n":1.50},"protected":true"#)
    let stage = try Self.stage(
      [record],
      """
      INSERT INTO public.clients (name, email, phone, address, updatedat)
      VALUES ('Ann', 'A@x.test', NULL, 'null', '2020-01-02 03:04:05.678901Z');
      """)
    let end = try stage.expect(0, "--force")
    #expect(end.output.contains("journal: run 1; synctool undo 1 takes it back\n"))
    let image = { (side: String) in
      try stage.database.value("SELECT \(side) - 'updatedat' FROM synctool.changes")
    }
    #expect(
      try image("before")
        == #"{"email": "A@x.test", "phone": null, "address": "null", "protected": "false"}"#)
    #expect(
      try image("after")
        == #"{"email": "a@x.test", "phone": "2", "address": "{\"n\": 1.5, \"city\": \"Łódź\"}", "#
        + #""protected": "true"}"#
    )
    #expect(
      try stage.database.value("SELECT before ->> 'updatedat' FROM synctool.changes")
        == "2020-01-02 03:04:05.678901+00")
    #expect(
      try stage.database.value("SELECT action || key FROM synctool.changes") == "updatea@x.test")
    // Nothing is left to do: the run is kept, with no rows.
    try stage.expect(0, "--force")
    #expect(try Self.runs(stage) == ["1|sync|done|0|0|1|t", "2|sync|done|0|0|0|t"])
    #expect(try stage.database.value("SELECT count(*) FROM synctool.changes") == "1")
  }

  @Test func `what is not written stands there with its reason`() throws {
    let stage = try Self.stage(
      [
        TestRecord.client(1, "a@x.test", TestRecord.updated(1)),
        TestRecord.client(2, "A@x.test", TestRecord.updated(2)),
        TestRecord.client(3, "broken"), TestRecord.client(4, "bad@x.test", name: "Bad"),
      ], "ALTER TABLE public.clients ADD CONSTRAINT good CHECK (name <> 'Bad');")
    try stage.expect(3)
    #expect(
      try stage.database.rows(
        """
        SELECT action, key, reason, field, encode(source_id, 'hex'), encode(winner_id, 'hex')
        FROM synctool.rejections ORDER BY action
        """) == [
          "duplicate|a@x.test|older-record||08\(TestRecord.id(1))|08\(TestRecord.id(2))",
          "failed|bad@x.test|check-violation|good|08\(TestRecord.id(4))|",
          "rejected||email-invalid|email|08\(TestRecord.id(3))|",
        ])
    // What a savepoint took back is not in the journal either.
    #expect(try stage.database.rows("SELECT key FROM synctool.changes") == ["a@x.test"])
    #expect(try Self.runs(stage) == ["1|sync|done|3|1|0|t"])
  }

  @Test func `a run that fails says why, and no row is said to be written`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    try stage.expect(4, "--max-creates", "1")
    try stage.expect(69, "--source", "gone.bson")
    try stage.link("full.ndjson", to: "/dev/full")
    try stage.expect(1, "--report", "full.ndjson")
    #expect(
      try stage.database.rows(
        """
        SELECT status, exit_code, error ->> 'stage', error ->> 'message' <> '', counts ->> 'create',
          finished_at IS NOT NULL, options FROM synctool.runs ORDER BY id
        """) == [
          #"failed|4|plan|t|3|t|{"max-creates": "1"}"#, "failed|69|source|t||t|{}",
          "failed|1|report|t|3|t|{}",
        ])
    #expect(try stage.database.value("SELECT count(*) FROM synctool.changes") == "0")
    #expect(try stage.database.count() == 0)
  }

  private static let lastWord = """
    SELECT concat_ws(' ', status, exit_code, error ->> 'message') FROM synctool.runs
    """

  @Test func `a run that is stopped says so`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    let end = try StalledRun.end(stage, at: .tableLock, by: .terminated)
    #expect(end.status == 143)
    #expect(
      try stage.database.value(Self.lastWord)
        == "failed 143 stopped by SIGTERM; the target is unchanged")
  }

  @Test func `a run that is stopped amid a COPY says so`() throws {
    let stage = try Self.stage([])
    let pipe = try SourcePipe()
    defer { pipe.end() }
    let tool = try pipe.start(stage)
    // More than what one COPY takes at a time.
    pipe.write(TestRecord.many(40_000).joined(separator: "\n"))
    tool.signal(SIGTERM)
    #expect(try tool.end().status == 143)
    #expect(
      try stage.database.value(Self.lastWord)
        == "failed 143 stopped by SIGTERM; the target is unchanged")
  }

  @Test func `a run that is killed stays running, and the next one marks it as crashed`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      #expect(try Self.runs(stage) == ["1|sync|running||||"])
      tool.signal(9)
      _ = try tool.end()
    }
    try stage.database.waitForSessionsToEnd()
    #expect(try Self.runs(stage) == ["1|sync|running||||"])
    try stage.expect(0)
    #expect(try Self.runs(stage) == ["1|sync|crashed||||", "2|sync|done|0|3|0|t"])
  }

  @Test func `a run on another table is not marked`() throws {
    let stage = try Self.stage(
      TestRecord.many(1),
      "CREATE SCHEMA app; " + TestDatabase.clients.replacing("public.", with: "app."))
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      try stage.expect(0, with: ["SYNCTOOL_TABLE": "app.clients"])
      tool.signal(15)
      _ = try tool.end()
    }
    #expect(
      try stage.database.rows("SELECT table_schema, status FROM synctool.runs ORDER BY id")
        == ["public|failed", "app|done"])
  }

  @Test func `without init nothing is kept, and a dry run never writes`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    let end = try stage.expect(0)
    #expect(end.output.contains("journal: none; synctool init creates one\n"))
    #expect(end.error == "")
    #expect(try stage.database.value("SELECT to_regnamespace('synctool')") == "")
    try stage.expect(0, "init")
    let json = try stage.expect(0, "--dry-run", "--format", "json").json()
    #expect(json["runId"] is NSNull)
    #expect(try stage.database.value("SELECT count(*) FROM synctool.runs") == "0")
  }

  @Test func `a role without rights on the journal is refused, and with them it is enough`() throws
  {
    let stage = try Self.stage(TestRecord.many(1))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    let url = ["DATABASE_URL": try role.url]
    #expect(try stage.expect(77, with: url).error.contains("may not use the schema synctool"))
    try stage.expect(0, "--dry-run", with: url)
    try stage.database.run(
      "GRANT USAGE ON SCHEMA synctool TO \(role.name); "
        + "GRANT SELECT ON ALL TABLES IN SCHEMA synctool TO \(role.name)")
    #expect(try stage.expect(77, with: url).error.contains("INSERT on synctool.changes"))
    try stage.database.run(
      "GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA synctool TO \(role.name)")
    try stage.expect(0, with: url)
    #expect(try stage.database.value("SELECT database_user FROM synctool.runs") == role.name)
  }

  @Test func `a table with rules cannot be journaled, and says so before anything is written`()
    throws
  {
    let stage = try Self.stage(
      TestRecord.many(1),
      "CREATE RULE silent AS ON INSERT TO public.clients DO INSTEAD NOTHING;")
    #expect(try stage.expect(78).error.contains("the table has rules"))
  }

  @Test func `the role's search path decides nothing of what is kept`() throws {
    let stage = try Self.stage(
      [TestRecord.client(1, "a@x.test")],
      """
      CREATE SCHEMA app;
      CREATE FUNCTION app.lower(text) RETURNS text LANGUAGE sql AS 'SELECT ''evil''';
      CREATE FUNCTION app.btrim(text, text) RETURNS text LANGUAGE sql AS 'SELECT ''evil''';
      CREATE FUNCTION app.jsonb_object(text[], text[]) RETURNS jsonb LANGUAGE sql
        AS 'SELECT ''{}''::jsonb';
      INSERT INTO public.clients (name, email) VALUES ('Old', 'A@x.test');
      """)
    let path = "?options=-csearch_path%3Dapp%2Cpg_catalog"
    let url = try #require(stage.environment["DATABASE_URL"])
    try stage.expect(0, "--force", with: ["DATABASE_URL": url + path])
    #expect(
      try stage.database.value("SELECT key || (before ->> 'name') FROM synctool.changes")
        == "a@x.testOld")
  }
}

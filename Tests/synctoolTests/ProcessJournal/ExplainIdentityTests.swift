import Foundation
import Testing

/// `explain` shows of the journal what belongs to the client: ids are given out again.
struct ExplainIdentityTests {
  /// A journal in which id 1 was one person's first.
  private static func stage(_ restart: String) throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    for name in ["First", "Firsty"] {
      try stage.source([record(name, "first@x.test", #","phone":"+1 111 \#(name.count)""#)])
      try stage.expect(0, "--force")
    }
    try stage.database.run(restart)
    try stage.source([record("Second", "second@x.test")])
    try stage.expect(0)
    #expect(
      try stage.database.value("SELECT id FROM public.clients WHERE email = 'second@x.test'") == "1"
    )
    return stage
  }

  private static func record(_ name: String, _ email: String, _ more: String = "") -> String {
    #"{"_id":{"$oid":"5f0000000000000000000001"},"name":"\#(name)","email":"\#(email)"\#(more)}"#
  }

  /// The entries as `run action id key`, in their order.
  private static func history(
    _ stage: ProcessStage, _ email: String, _ options: [String] = []
  ) throws -> [String] {
    let end = try stage.start(["explain", email, "--format", "json"] + options).end()
    let client = try #require(end.json()["client"] as? [String: Any], "\(end.everything)")
    return try #require(client["history"] as? [[String: Any]]).map {
      "\($0["runId"] ?? "") \($0["action"] ?? "") \($0["targetId"] as? String ?? "") \($0["key"] ?? "")"
    }
  }

  @Test(arguments: [
    "TRUNCATE public.clients RESTART IDENTITY",
    "DELETE FROM public.clients; ALTER SEQUENCE public.clients_id_seq RESTART",
    "UPDATE public.clients SET id = 7; SELECT setval('public.clients_id_seq', 1, false)",
  ])
  func `an id that was another's shows nothing of that one`(restart: String) throws {
    let stage = try Self.stage(restart)
    #expect(try Self.history(stage, "second@x.test") == ["3 create 1 second@x.test"])
    let text = try stage.expect(0, "explain", "second@x.test").output
    #expect(!text.contains("First") && !text.contains("+1 111"), "\(text)")
    #expect(text.contains("  create  id 1  second@x.test\n"), "\(text)")
    #expect(
      try Self.history(stage, "FIRST@x.test")
        == ["2 update 1 first@x.test", "1 create 1 first@x.test"])
  }

  @Test func `an email that the application gave another row is another client's`() throws {
    let stage = try Self.stage("TRUNCATE public.clients RESTART IDENTITY")
    try stage.database.run("UPDATE public.clients SET email = 'third@x.test'")
    try stage.source([Self.record("Third", "third@x.test")])
    try stage.expect(0, "--force")
    #expect(try Self.history(stage, "third@x.test") == ["4 update 1 third@x.test"])
  }

  @Test func `a run that gave the row another key ties both`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([Self.record("Ann", "ann@x.test")])
    try stage.expect(0)
    // As a run that moves a client to its new email writes it down.
    try stage.database.run(
      """
      UPDATE public.clients SET email = 'new@x.test';
      INSERT INTO synctool.runs (command, status, table_schema, table_name, lock_key, source, target,
        options, counts, host, os_user, tool_version)
      VALUES ('sync', 'done', 'public', 'clients', 0, 'a', 'b', '{}', '{"update": 1}', 'h', 'u', '0');
      INSERT INTO synctool.changes (run, row_xmin, action, key, target_id, before, after)
      VALUES (2, '3', 'update', 'new@x.test', '1', '{"email": "ann@x.test"}', '{"email": "new@x.test"}');
      """)
    let both = ["2 update 1 new@x.test", "1 create 1 ann@x.test"]
    #expect(try Self.history(stage, "new@x.test") == both)
    #expect(try Self.history(stage, "ann@x.test") == both)
  }

  @Test func `a client that an undo brought back has its whole history`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([Self.record("Ann", "ann@x.test")])
    try stage.expect(0)
    try stage.expect(0, "undo", "1")
    try stage.expect(0, "undo", "2")
    #expect(
      try Self.history(stage, "ann@x.test") == [
        "3 create 1 ann@x.test", "2 delete 1 ann@x.test", "1 create 1 ann@x.test",
      ])
  }

  @Test func `ids of two columns are not mixed up`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients.replacing(
        "phone VARCHAR(50)", with: "phone VARCHAR(50), legacy_no BIGSERIAL UNIQUE"),
      "SELECT setval('public.clients_legacy_no_seq', 50)")
    try stage.expect(0, "init")
    try stage.file("legacy.json", #"{"id":"legacy_no"}"#)
    try stage.source([Self.record("Ann", "ann@x.test")])
    try stage.expect(0)
    try stage.database.run("SELECT setval('public.clients_legacy_no_seq', 1, false)")
    try stage.source([Self.record("Bob", "bob@x.test")])
    try stage.expect(0, "--mapping", "legacy.json")
    #expect(try Self.history(stage, "ann@x.test") == ["1 create 1 ann@x.test"])
    #expect(try Self.history(stage, "bob@x.test") == ["2 create 1 bob@x.test"])
  }

  @Test func `spellings are one client or several, as the match says`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([Self.record("Ann", "Ann@x.test"), Self.record("Bob", "ann@x.test")])
    try stage.expect(0, "--match", "exact")
    #expect(
      try Self.history(stage, "Ann@x.test", ["--match", "exact"]).map { $0.suffix(10) }
        == ["Ann@x.test"])
    #expect(try Self.history(stage, "ANN@x.test").count == 2)
  }
}

import Foundation
import TestSupport
import Testing

/// `show`, `history`, `status` and `undo` of a run that wrote documents, as the journal keeps it.
struct UndoDocumentTests {
  private static let user = #"{"_id":{"$oid":"0000000000000000000000a1"},"number":"7"}"#

  /// Two users of whom a run gave the first the number 7, in place of none, and came to a bad end before the second.
  private static func scene(_ status: String) throws -> (ProcessStage, MongoStore) {
    let (stage, store) = (try ProcessStage(), try MongoStore())
    stage.environment["MONGODB_URI"] = store.uri
    try stage.expect(0, "init")
    try store.insert(
      "app.users", json: [user, #"{"_id":{"$oid":"0000000000000000000000a2"}}"#])
    let code = status == "done" ? "0" : "69"
    try stage.database.run(
      """
      INSERT INTO synctool.runs (command, status, exit_code, finished_at, subject, lock_key, source,
        target, options, counts, host, os_user, tool_version)
      VALUES ('sync', '\(status)', \(code), now(), 'app.users', 77, '\(store.uri.prefix { $0 != "?" })', 'b', '{}',
        '{"read": 2, "create": 2, "documents": {"written": 1, "left": 1}}', 'h', 'u', '9');
      INSERT INTO synctool.document_changes (run, n, system, action, key, document_id, before, after, outcome)
      VALUES (1, 1, 'app.users', 'create', 'ann@x.test', '\\x070000000000000000000000a1',
          '\\x0500000000', '\\x13000000026e756d6265720002000000370000', 'written'),
        (1, 2, 'app.users', 'create', 'bob@x.test', '\\x070000000000000000000000a2',
          '\\x0500000000', '\\x13000000026e756d6265720002000000380000', 'planned')
      """)
    return (stage, store)
  }

  @Test func `a run that was cut off is listed, shown and taken back`() throws {
    let (stage, store) = try Self.scene("failed")
    let history = try stage.expect(0, "history").output
    #expect(
      history.contains("planned: read 2, create 2; documents: 1 written, 1 left"), "\(history)")
    let shown = try stage.expect(0, "show", "1").output
    for words in [
      "app.users", "documents  1 written, 1 left", "changes, 2:",
      "ann@x.test  _id 0000000000000000000000a1\n", #"number: "7""#,
      "bob@x.test  _id 0000000000000000000000a2  (planned: it may be written)",
    ] { #expect(shown.contains(words), "\(words) is not in \(shown)") }
    let json = try stage.expect(0, "show", "last", "--format", "json").output
    #expect(json.contains(#""documents":{"left":1,"written":1}"#), "\(json)")
    #expect(json.contains(#""outcome":"planned","sourceId":"0000000000000000000000a2""#))
    #expect(!json.contains(#""counts":{"documents""#))
    let page = try stage.expect(0, "show", "1", "--report", "run.md")
    #expect(page.status == 0)
    #expect(try stage.text("run.md").contains("Documents written: 1, left: 1"))

    let dry = try stage.expect(0, "undo", "1", "--dry-run").output
    #expect(
      dry.contains("read 2 = delete 0 + update 1 + create 0 + unchanged 1 + kept 0"), "\(dry)")
    #expect(try store.json("app.users")[0] == Self.user)
    let undo = try stage.expect(0, "undo", "1", "--format", "json").output
    #expect(undo.contains(#""documents":{"left":0,"written":1}"#), "\(undo)")
    #expect(try store.json("app.users")[0] == #"{"_id":{"$oid":"0000000000000000000000a1"}}"#)
    #expect(try stage.expect(0, "history").output.contains("undone by 2"))
  }

  @Test func `the last run may be one of documents`() throws {
    let (stage, store) = try Self.scene("done")
    try stage.source(TestRecord.many(1))
    try stage.expect(0, "undo", "last")
    #expect(try store.json("app.users")[0] == #"{"_id":{"$oid":"0000000000000000000000a1"}}"#)
    // That undo is taken back in its turn.
    try stage.expect(0, "undo", "last")
    #expect(try store.json("app.users")[0] == Self.user)
    #expect(try store.json("app.users")[1] == #"{"_id":{"$oid":"0000000000000000000000a2"}}"#)
  }

  @Test func `it is no sync of the table`() throws {
    let (stage, _) = try Self.scene("done")
    try stage.source(TestRecord.many(1))
    #expect(try stage.run("status", "--max-age", "1h").status == 1)
    try stage.expect(0)
    #expect(try stage.run("status", "--max-age", "1h").status == 0)
  }

  @Test func `without its server it ends with 78, and a server is of no matter to rows`() throws {
    let (stage, store) = try Self.scene("done")
    for uri in ["", "mongodb://", "not a URI"] {
      let end = try stage.expect(78, "undo", "1", with: ["MONGODB_URI": uri])
      #expect(end.error.contains("documents of app.users"), "\(end.error)")
      #expect(end.error.contains("MONGODB_URI"))
    }
    #expect(try store.json("app.users")[0] == Self.user)
    try stage.source(TestRecord.many(1))
    try stage.expect(0)
    try stage.expect(0, "undo", "2", with: ["MONGODB_URI": "mongodb://"])
    #expect(try stage.database.count() == 0)
  }

  @Test func `old runs of documents go with all that they recorded`() throws {
    let (stage, _) = try Self.scene("done")
    try stage.database.run("UPDATE synctool.runs SET finished_at = now() - interval '9 days'")
    let end = try stage.expect(0, "history", "--prune", "--keep", "1d")
    #expect(end.output.contains("1 run with 2 changes"), "\(end.output)")
    #expect(try stage.database.value("SELECT count(*) FROM synctool.document_changes") == "0")
  }

  /// Who was given the rights of a writer before the step was taken has them afterwards.
  @Test func `the step of documents gives its table the rights on the table of changes`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    let sql = try stage.expect(0, "init", "--dry-run").output
    let step = try #require(sql.range(of: "-- step 7"))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    try stage.database.run(
      String(sql[..<step.lowerBound]) + """
        GRANT USAGE ON SCHEMA synctool TO \(role.name);
        GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA synctool TO \(role.name)
        """)
    try stage.expect(0, "init")
    try stage.expect(0, with: ["DATABASE_URL": try role.url])
    #expect(
      try stage.database.value(
        "SELECT has_table_privilege('\(role.name)', 'synctool.document_changes', 'UPDATE')") == "t")
  }
}

import Foundation
import Testing

/// `synctool show`: one run of the journal.
struct ShowTests {
  private static func stage(_ records: [String], _ more: String = "") throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, more)
    try stage.source(records)
    try stage.expect(0, "init")
    return stage
  }

  /// A journal with one run of 5 changes and 3 rejections.
  private static func rows() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.database.addRun(status: "done")
    try stage.database.addRows(run: 1, changes: 5, rejections: 3)
    return stage
  }

  private static func keys(_ end: ToolEnd) -> [String] {
    end.output.matches(of: #/[cr]\d{3}/#).map { String($0.0) }
  }

  @Test func `what a run wrote is shown field by field`() throws {
    let stage = try Self.stage(
      [
        TestRecord.client(
          1, "a@x.test", name: "Añ\\u001b[1m",
          #""phone":"2","address":{"city":"Łódź","n":[1,2]}"#),
        TestRecord.client(2, "b@x.test"),
      ],
      """
      INSERT INTO public.clients (name, email, phone, address)
      VALUES ('Ann', 'a@x.test', NULL, '{"city": "Rom", "n": [1, 3]}');
      """)
    try stage.expect(
      0, "--force", "--max-creates", "10", "--only", "a@x.test", "--only", "b@x.test")
    let end = try stage.expect(0, "show", "1")
    let facts = end.lines.prefix { !$0.hasPrefix("changes") }
    #expect(facts.first == "run 1: sync, done, exit code 0")
    for fact in [
      "  table      public.clients", "  source     clients.ndjson",
      "  options    --force, --max-creates 10, --only (2 clients)",
      "  counts     read 2, create 1, update 1",
    ] { #expect(facts.contains(fact), "\(end.output)") }
    #expect(facts.contains { $0.hasPrefix("  ended  ") && $0.contains(" UTC, took ") })
    #expect(facts.contains { $0.hasPrefix("  by  ") && $0.hasSuffix("database user postgres") })
    let changes = end.lines.drop { !$0.hasPrefix("changes") }.filter { !$0.contains("updatedat") }
    #expect(
      Array(changes) == [
        "changes, 2:", "~ update     a@x.test  id 1", #"    name: "Ann" -> "Añ\u001b[1m""#,
        #"    phone: null -> "2""#, #"    address.city: "Rom" -> "Łódź""#,
        "    address.n[1]: 3 -> 2", "+ create     b@x.test  id 2",
      ], "\(end.output)")
  }

  @Test func `what it could not write is shown with reason and field`() throws {
    let stage = try Self.stage([
      TestRecord.client(1, "a@x.test", TestRecord.updated(1)),
      TestRecord.client(2, "A@x.test", TestRecord.updated(2)),
      TestRecord.client(3, "b@x.test", #""phone":true"#),
    ])
    let run = try stage.expect(3)
    let end = try stage.expect(0, "show", "last")
    let lines = end.lines.drop { !$0.hasPrefix("rejections, 2:") }.dropFirst()
    #expect(lines.count == 2, "\(end.output)")
    // The very lines that the run itself printed.
    #expect(lines.allSatisfy { run.lines.contains($0) }, "\(end.output)\n\(run.output)")
    #expect(lines.contains { $0.contains("phone: wrong-type") })
    let quiet = try stage.expect(0, "show", "last", "-q")
    #expect(quiet.lines == Array(lines))
  }

  @Test func `the last run is the last one, though it failed`() throws {
    let stage = try Self.stage(TestRecord.many(3))
    try stage.expect(0)
    try stage.expect(69, "--source", "gone.bson")
    let end = try stage.expect(0, "show", "last")
    #expect(end.lines.first == "run 2: sync, failed, exit code 69")
    let error = try stage.database.value(
      "SELECT error ->> 'stage' || ': ' || (error ->> 'message') FROM synctool.runs WHERE id = 2")
    #expect(end.lines.contains("  error      \(error)"), "\(end.output)")
    try stage.database.run(
      "UPDATE synctool.runs SET counts = '{\"read\": 3, \"create\": 3}' WHERE id = 2")
    let planned = try stage.expect(0, "show", "2")
    #expect(planned.lines.contains("  counts     planned: read 3, create 3"), "\(planned.output)")
    let quiet = try stage.expect(0, "show", "2", "--quiet")
    #expect(quiet.output.hasPrefix("  error      \(error)\n"), "\(quiet.output)")
  }

  @Test func `both lists come page by page`() throws {
    let stage = try Self.rows()
    let first = try stage.expect(0, "show", "1", "--limit", "2")
    #expect(Self.keys(first) == ["c001", "c002", "r001", "r002"], "\(first.output)")
    #expect(first.lines.contains("changes 1 to 2 of 5:"))
    #expect(first.lines.contains("rejections 1 to 2 of 3:"))
    #expect(first.lines.last == "more: the same command with --page 2")
    let third = try stage.expect(0, "show", "1", "--limit", "2", "--page", "3")
    #expect(Self.keys(third) == ["c005"])
    #expect(third.lines.contains("rejections: none on this page, 3 in all"))
    #expect(!third.output.contains("more:"))
    #expect(try Self.keys(stage.expect(0, "show", "1")).count == 8)
  }

  @Test func `a program gets the same as one object with sorted names`() throws {
    let stage = try Self.rows()
    try stage.database.run(
      """
      INSERT INTO synctool.changes VALUES (1, '3', 'update', 'u@x.test', '7',
        '{"phone": null, "protected": "false"}', '{"phone": "1", "protected": "true"}')
      """)
    let end = try stage.expect(0, "show", "1", "--limit", "2", "--page", "3", "--format", "json")
    let result = try end.json()
    #expect(result["changeCount"] as? Int == 6 && result["rejectionCount"] as? Int == 3)
    #expect(result["command"] as? String == "show" && result["hasMore"] as? Bool == false)
    #expect((result["run"] as? [String: Any])?["runId"] as? Int == 1)
    #expect((result["rejections"] as? [Any])?.count == 0)
    #expect(
      end.output.contains(
        #"{"action":"update","changes":{"phone":{"from":null,"to":"1"},"#
          + #""protected":{"from":false,"to":true}},"key":"u@x.test","targetId":"7"}"#),
      "\(end.output)")
    let first = try stage.expect(0, "show", "1", "--limit", "1", "--format", "json")
    #expect(
      first.output.contains(
        #"[{"action":"rejected","field":"phone","key":"r001@x.test","reason":"too-long","#
          + #""sourceId":null,"winnerId":null}]"#), "\(first.output)")
  }

  @Test func `a deleted row is shown with all that it had, also columns that are gone`() throws {
    let stage = try Self.rows()
    try stage.database.addRun(status: "done", command: "undo", undoes: 1)
    try stage.database.run(
      """
      INSERT INTO synctool.changes VALUES (2, '3', 'delete', 'd@x.test', '8',
        '{"id": "8", "name": "Dan", "fax": "12", "phone": null}', NULL)
      """)
    let undo = try stage.expect(0, "show", "2")
    #expect(undo.lines.contains("  undoes     run 1"))
    #expect(
      undo.output.hasSuffix(
        """
        changes, 1:
        - delete     d@x.test  id 8
            id: 8
            name: "Dan"
            phone: null
            fax: "12"

        """), "\(undo.output)")
    #expect(try stage.expect(0, "show", "1").lines.contains("  undone by  run 2"))
  }

  @Test func `what came and what went are told apart`() throws {
    let stage = try Self.rows()
    try stage.database.run(
      """
      INSERT INTO synctool.changes VALUES
        (1, '3', 'update', 'u@x.test', '7', '{"address": "{}"}', '{"address": "{\\"floor\\": 3}"}'),
        (1, '3', 'update', 'v@x.test', '8', '{"address": "{\\"floor\\": 3}"}', '{"address": "{}"}')
      """)
    let lines = try stage.expect(0, "show", "1").lines
    #expect(lines.contains("    address.floor: (absent) -> 3"), "\(lines)")
    #expect(lines.contains("    address.floor: 3 -> (absent)"), "\(lines)")
    try stage.expect(0, "show", "1", "--report", "show.md")
    let page = try stage.text("show.md")
    #expect(page.contains("`address.floor`: (absent) → `3`"), "\(page)")
    #expect(page.contains("`address.floor`: `3` → (absent)"), "\(page)")
  }

  @Test func `a client that an undo kept has no record to name`() throws {
    let stage = try Self.rows()
    try stage.database.addRun(
      status: "done", command: "undo", options: #"{"only": 2}"#, undoes: 1)
    try stage.database.run(
      """
      INSERT INTO synctool.rejections (run, action, key, reason) VALUES
        (2, 'kept', 'k@x.test', 'gone'), (2, 'failed', 'l@x.test', 'raised')
      """)
    let end = try stage.expect(0, "show", "2")
    #expect(end.lines.contains("= kept       k@x.test  gone (deleted since)"))
    #expect(
      end.lines.contains("x failed     l@x.test  raised (a trigger or a function raised an error)"))
    #expect(end.lines.contains("  options    --only (2 clients)"), "\(end.output)")
  }

  @Test func `a run on another table is shown, and which it was`() throws {
    let stage = try Self.rows()
    try stage.database.run("CREATE TABLE public.others (LIKE public.clients)")
    try stage.database.addRun(status: "done", table: "others")
    try stage.database.run(
      """
      INSERT INTO synctool.changes
      VALUES (2, '3', 'update', 'o@x.test', '1', '{"protected": "true"}', '{"protected": "false"}')
      """)
    let end = try stage.expect(0, "show", "2")
    #expect(end.lines.contains("  table      public.others"))
    #expect(end.lines.contains("    protected: true -> false"), "\(end.output)")
    // `last` stays with the settings' table.
    #expect(try stage.expect(0, "show", "last").output.hasPrefix("run 1: "))
  }

  @Test func `a run that the journal does not know is named`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    let none = try stage.expect(78, "show", "last")
    #expect(none.error.contains("error: the journal has no run on public.clients\n"))
    let unknown = try stage.expect(78, "show", "7", "--format", "json")
    #expect(unknown.error.contains("error: the journal has no run 7\n"))
    #expect(unknown.error.contains("hint: synctool history lists the runs\n"))
    let json = try unknown.json()
    #expect(json["exitCode"] as? Int == 78 && json["run"] == nil)
    for word in ["first", "0", "-1", "1.5", "99999999999999999999"] {
      #expect(try stage.expect(64, "show", "--", word).error.contains("RUN must be"))
    }
    #expect(try stage.expect(64, "show").error.contains("show needs RUN"))
  }
}

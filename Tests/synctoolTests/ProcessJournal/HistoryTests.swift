import Foundation
import Testing

/// `synctool history`: the runs of the journal.
struct HistoryTests {
  /// A journal with a run that created, one that a limit stopped, and one that found nothing to do.
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2) + [TestRecord.client(3, "broken")])
    try stage.file("one.ndjson", TestRecord.client(9, "z@x.test"))
    try stage.expect(0, "init")
    try stage.expect(3)
    try stage.expect(4, "--max-creates", "0", "--source", "one.ndjson")
    try stage.expect(3, "--force")
    return stage
  }

  /// A journal whose runs 1 to 5 ended that many days ago; run 2 failed.
  private static func days() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    for run in 1...5 {
      try stage.database.addRun(status: run == 2 ? "failed" : "done", endedAgo: "\(run) days")
    }
    return stage
  }

  /// The numbers of the runs that are listed.
  private static func numbers(_ end: ToolEnd) -> [Int] {
    end.lines.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
  }

  @Test func `the runs stand below each other, the newest first`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "history")
    let lines = end.output
      .replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/#, with: "YYYY-MM-DD HH:MM:SS")
      .replacing(#/ \d\.\d\d /#, with: " 0.00 ")
      .split(separator: "\n").map { $0.prefix { $0 != ";" } }
    #expect(
      lines == [
        "RUN  STARTED (UTC)        COMMAND  STATUS  EXIT  SECONDS  OUTCOME",
        "  3  YYYY-MM-DD HH:MM:SS  sync     done       3     0.00  read 3, unchanged 2, rejected 1",
        "  2  YYYY-MM-DD HH:MM:SS  sync     failed     4     0.00  planned: read 1, create 1, orphan 2",
        "  1  YYYY-MM-DD HH:MM:SS  sync     done       3     0.00  read 3, create 2, rejected 1",
      ], "\(end.output)")
    let message = try stage.database.value(
      "SELECT error ->> 'message' FROM synctool.runs WHERE id = 2")
    let words = try #require(end.lines[2].split(separator: "; ").last)
    let start = words.replacing(" ...", with: "")
    #expect(message.hasPrefix(start) && start.count > 20, "\(words)")
    let started = try stage.database.value(
      "SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM synctool.runs"
        + " WHERE id = 1")
    #expect(end.lines[3].contains(started))
    #expect(end.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `a run that was taken back says by which, and quiet lists problems alone`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.database.addRun(status: "done")
    try stage.database.addRun(
      status: "failed", exitCode: 69,
      error: "the server at db.example.com does not answer: it may be down, or a firewall is there")
    try stage.database.addRun(status: "done", command: "undo", undoes: 1)
    let end = try stage.expect(0, "history")
    #expect(end.lines[3].hasSuffix("  read 3, create 3; undone by 3"), "\(end.output)")
    #expect(end.lines[1].hasSuffix("  read 3, create 3; undoes 1"), "\(end.output)")
    #expect(
      end.lines[2].hasSuffix("; the server at db.example.com does not answer: it may be ..."),
      "\(end.output)")
    let quiet = try stage.expect(0, "history", "-q")
    #expect(quiet.lines.count == 1 && quiet.output.hasPrefix("2  "), "\(quiet.output)")
  }

  @Test(arguments: [
    (["--since", "60h"], [2, 1]), (["--since", "1w"], [5, 4, 3, 2, 1]),
    (["--since", "2000-01-01"], [5, 4, 3, 2, 1]), (["--since", "2999-01-01T00:00Z"], []),
    (["--status", "failed"], [2]), (["--status", "done", "--since", "84h"], [3, 1]),
    (["--status", "running"], []), (["--limit", "2"], [5, 4]),
    (["--limit", "2", "--page", "3"], [1]), (["--limit", "2", "--page", "4"], []),
    (["--status", "done", "--limit", "3", "--page", "2"], [1]),
  ])
  func `only the runs that were asked for are listed`(_ options: [String], _ runs: [Int]) throws {
    let stage = try Self.days()
    let end = try stage.start(["history"] + options).end()
    #expect(end.status == 0 && Self.numbers(end) == runs, "\(end.everything)")
    if runs.isEmpty { #expect(end.output.hasPrefix("no ")) }
  }

  @Test func `the last line says how to see the next page, as long as there is one`() throws {
    let stage = try Self.days()
    let first = try stage.expect(0, "history", "--limit", "3")
    #expect(first.lines.last == "more runs: the same command with --page 2")
    let second = try stage.expect(0, "history", "--limit", "3", "--page", "2")
    #expect(Self.numbers(second) == [2, 1])
    #expect(!second.output.contains("more runs"))
    #expect(!(try stage.expect(0, "history", "--limit", "5").output.contains("more runs")))
    #expect(try stage.expect(0, "history", "--page", "9").output == "no runs on page 9\n")
  }

  @Test func `a program gets the same as one object with sorted names`() throws {
    let stage = try Self.stage()
    let end = try stage.expect(0, "history", "--format", "json", "--limit", "2")
    let result = try end.json()
    #expect(result["command"] as? String == "history" && result["schema"] as? Int == 1)
    #expect(result["exitCode"] as? Int == 0 && result["hasMore"] as? Bool == true)
    #expect(result["page"] as? Int == 1 && result["limit"] as? Int == 2)
    let runs = try #require(result["runs"] as? [[String: Any]])
    #expect(runs.map { $0["runId"] as? Int } == [3, 2])
    #expect(runs[0]["status"] as? String == "done" && runs[0]["exitCode"] as? Int == 3)
    #expect(runs[0]["error"] is NSNull && runs[0]["undoneBy"] is NSNull)
    #expect((runs[0]["options"] as? [String: Bool]) == ["force": true])
    #expect((runs[0]["counts"] as? [String: Int])?["rejected"] == 1)
    #expect((runs[1]["error"] as? [String: String])?["stage"] == "plan")
    #expect(runs[1]["table"] as? String == "public.clients")
    let started = try #require(runs[1]["startedAt"] as? String)
    #expect(started.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil)
    let names = end.output.matches(of: #/"(\w+)":/#).map { String($0.1) }
    #expect(Array(names.prefix(6)) == ["command", "exitCode", "hasMore", "limit", "page", "runs"])
    #expect(runs[0].count == 22)
    #expect(end.output.contains(#""runs":[{"command":"sync","counts":{"create":0,"differs":0,"#))
  }

  @Test func `runs on another table are not listed`() throws {
    let stage = try Self.days()
    try stage.database.addRun(status: "done", table: "others")
    #expect(try Self.numbers(stage.expect(0, "history")) == [5, 4, 3, 2, 1])
    let other = try stage.expect(0, "history", with: ["SYNCTOOL_TABLE": "others"])
    #expect(Self.numbers(other) == [6])
    let none = try stage.expect(0, "history", with: ["SYNCTOOL_TABLE": "app.clients"])
    #expect(none.output == "no runs yet\n")
  }

  @Test func `what stands in the journal is not obeyed by a terminal`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.database.addRun(status: "failed", error: "a\u{1B}[31mred\u{202E}\n--- b")
    let text = try stage.expect(0, "history", "--color", "never").output
    #expect(text.contains(#"a\u{1b}[31mred\u{202e}\n--- b"#), "\(text)")
    #expect(text.split(separator: "\n").count == 2)
    let shown = try stage.expect(0, "show", "1").output
    #expect(shown.contains(#"  error      plan: a\u{1b}[31mred\u{202e}\n--- b"#), "\(shown)")
  }

  @Test func `a run that was killed is listed as crashed, and one under way as running`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    try stage.expect(0, "init")
    try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      let tool = try stage.start([])
      try stage.database.waitForLock()
      let end = try stage.expect(0, "history", "--status", "running")
      let line = try #require(end.lines.last)
      #expect(line.contains("  sync     running     -        -"), "\(end.output)")
      #expect(try stage.expect(0, "history", "--status", "crashed").output == "no such runs\n")
      tool.signal(9)
      _ = try tool.end()
    }
    try stage.database.waitForSessionsToEnd()
    let end = try stage.expect(0, "history", "--status", "crashed")
    #expect(end.lines.last?.contains("  sync     crashed     -        -") == true, "\(end.output)")
    #expect(try stage.expect(0, "history", "--status", "running").output == "no such runs\n")
  }

  @Test(arguments: [["history"], ["show", "last"]])
  func `without a journal it says how to get one`(_ command: [String]) throws {
    let stage = try ProcessStage()
    let end = try stage.start(command).end()
    #expect(end.status == 78 && end.output.isEmpty, "\(end.everything)")
    #expect(end.error.contains("error: the target database keeps no journal\n"))
    #expect(end.error.contains("hint: run synctool init"))
    let json = try stage.start(command + ["--format", "json"]).end().json()
    #expect(json["exitCode"] as? Int == 78 && json["command"] as? String == command[0])
    #expect((json["error"] as? [String: String])?["hint"]?.contains("synctool init") == true)
    try stage.expect(0, "init")
    try stage.database.run("INSERT INTO synctool.migrations VALUES (99, now(), '9')")
    let newer = try stage.start(command).end()
    #expect(newer.status == 78 && newer.error.contains("version 99"), "\(newer.everything)")
  }

  @Test func `a role that may not look is refused, and one that may read needs no more`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    let refused = try stage.expect(77, "history", with: ["DATABASE_URL": role.url])
    #expect(refused.error.contains("this role cannot read the journal"))
    try stage.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT ON ALL TABLES IN SCHEMA synctool TO \(role.name)
      """)
    let end = try stage.expect(0, "history", with: ["DATABASE_URL": role.url])
    #expect(Self.numbers(end) == [3, 2, 1])
    try stage.expect(0, "show", "1", with: ["DATABASE_URL": role.url])
  }

  @Test(arguments: [
    ("--since", "soon"), ("--since", "2026-02-31"), ("--since", "2026-01-01T25:00"),
    ("--status", "fine"), ("--limit", "0"), ("--page", "-1"),
  ])
  func `an option that makes no sense is named`(_ option: String, _ value: String) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    let end = try stage.expect(64, "history", "\(option)=\(value)")
    #expect(end.error.contains(option) && end.output.isEmpty, "\(end.everything)")
  }
}

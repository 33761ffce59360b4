import Testing

/// A journal with a word that no version of the tool has written, or a later one.
struct JournalWordTests {
  /// SQL that puts the word in, what is said of it, and the commands that would say another thing of the run.
  private static let words: [(sql: String, said: String, commands: [[String]])] = [
    (
      """
      ALTER TABLE synctool.runs DROP CONSTRAINT runs_status_check;
      UPDATE synctool.runs SET status = 'asleep'
      """, "the status \"asleep\" in synctool.runs",
      [
        ["history"], ["show", "1"], ["status"], ["undo", "1"], ["explain", "a@x.test"],
        ["fix", "a@x.test"],
      ]
    ),
    (
      "UPDATE synctool.runs SET counts = '{\"relink\": 3, \"read\": 3}'",
      "the count \"relink\" in synctool.runs",
      [
        ["undo", "last"], ["undo", "last", "--dry-run"], ["undo", "1"], ["history"],
        ["show", "1"], ["status"], ["explain", "a@x.test"],
      ]
    ),
    (
      "UPDATE synctool.runs SET counts = counts || '{\"Create\": 0}'",
      "the count \"Create\" in synctool.runs", [["undo", "last"], ["history"]]
    ),
    (
      "UPDATE synctool.runs SET counts = counts || '{\"\": 1}'",
      "the count \"\" in synctool.runs", [["undo", "last"], ["show", "1"]]
    ),
    (
      "UPDATE synctool.changes SET action = 'merge'", "the action \"merge\" in synctool.changes",
      [
        ["show", "1"], ["undo", "1"], ["undo", "last", "--dry-run"], ["explain", "a@x.test"],
      ]
    ),
    (
      "UPDATE synctool.changes SET action = 'rejected'",
      "the action \"rejected\" in synctool.changes", [["show", "1"], ["undo", "1"]]
    ),
    (
      "UPDATE synctool.rejections SET action = 'postponed'",
      "the action \"postponed\" in synctool.rejections",
      [["show", "1"], ["explain", "a@x.test"], ["fix", "a@x.test", "--dry-run"]]
    ),
    (
      "UPDATE synctool.rejections SET action = 'create'",
      "the action \"create\" in synctool.rejections", [["show", "1"]]
    ),
    (
      "UPDATE synctool.rejections SET reason = E'too-loud\\x1b[2J'",
      "the reason \"too-loud\\u{1b}[2J\" in synctool.rejections",
      [["show", "1"], ["explain", "a@x.test"]]
    ),
    (
      "UPDATE synctool.rejections SET reason = ''", "the reason \"\" in synctool.rejections",
      [["show", "1"]]
    ),
    (
      "UPDATE synctool.changes SET action = ''", "the action \"\" in synctool.changes",
      [["show", "1", "--format", "json"], ["undo", "1"]]
    ),
    (
      "UPDATE synctool.rejections SET action = 'REJECTED'",
      "the action \"REJECTED\" in synctool.rejections", [["show", "1"]]
    ),
    (
      "UPDATE synctool.runs SET match_rule = 'sound'",
      "the matching rule \"sound\" in synctool.runs",
      [
        ["undo", "1"], ["undo", "1", "--dry-run"], ["explain", "a@x.test"],
        ["explain", "a@x.test", "--match", "exact"], ["fix", "a@x.test", "--dry-run"],
      ]
    ),
    (
      "UPDATE synctool.runs SET match_rule = ''", "the matching rule \"\" in synctool.runs",
      [["undo", "1"], ["explain", "a@x.test"]]
    ),
    (
      """
      UPDATE synctool.runs SET match_rule = NULL, options = '{"match": "EXACT"}'
      """, "the matching rule \"EXACT\" in synctool.runs",
      [["undo", "1"], ["explain", "a@x.test"], ["explain", "a@x.test", "--match", "exact"]]
    ),
  ]

  @Test(arguments: words.indices)
  func `a word that is not known is a failure and no other word`(index: Int) throws {
    let (sql, said, commands) = Self.words[index]
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(1, "a@x.test"), TestRecord.client(2, "a@x.test")])
    try stage.expect(0)
    try stage.database.run(sql)
    let rows = try stage.database.rows("SELECT t::text FROM public.clients t")
    for command in commands {
      let end = try stage.start(command).end()
      // Who asks about a client, or repairs it, is told why its history cannot be read.
      let goesOn = ["explain", "fix"].contains(command[0])
      #expect(end.status == (goesOn ? 0 : 1), "\(command) \(end.everything)")
      #expect(
        (goesOn ? end.output : end.error).contains(
          "run 1 of the journal has \(said), which this synctool does not know"),
        "\(command) \(end.everything)")
      #expect(try stage.database.rows("SELECT t::text FROM public.clients t") == rows)
    }
    // What the journal says of earlier runs does not keep the next one from its job.
    let end = try stage.expect(0, "--force", "--report", stage.path("page.html"))
    let isOfRun = said.contains("status") || said.contains("count")
    #expect(
      end.error.contains(
        "the report leaves out the runs before this one: run 1 of the journal has \(said)")
        == isOfRun, "\(end.error)")
  }

  @Test func `a later run with a count that is not known is not passed over`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(1, "a@x.test")])
    try stage.expect(0)
    try stage.expect(0)
    try stage.database.run(
      "UPDATE synctool.runs SET counts = '{\"relink\": 3, \"read\": 3}' WHERE id = 2")
    for more in [["--dry-run"], []] {
      let end = try stage.start(["undo", "last"] + more).end()
      #expect(end.status == 1, "\(end.everything)")
      #expect(end.error.contains("run 2 of the journal has the count \"relink\""), "\(end.error)")
    }
    #expect(try stage.database.count() == 1)
  }

  @Test(arguments: ["merge", "SYNC", "status"])
  func `a run of another command is shown as it is and not taken back`(command: String) throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source([TestRecord.client(1, "a@x.test")])
    try stage.expect(0)
    try stage.database.run("UPDATE synctool.runs SET command = '\(command)'")
    #expect(try stage.expect(0, "history").output.contains("  \(command)  "))
    #expect(try stage.expect(0, "show", "1").output.contains("run 1: \(command), done"))
    for run in ["1", "last"] {
      let end = try stage.expect(78, "undo", run)
      #expect(
        end.error.contains(
          "run 1 ran the command \"\(command)\", which this synctool cannot undo"))
    }
    #expect(
      try stage.expect(1, "status", "--max-age", "1h").error.contains("no successful sync"))
    #expect(try stage.database.count() == 1)
  }
}

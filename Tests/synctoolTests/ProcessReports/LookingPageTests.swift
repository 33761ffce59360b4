import Testing

/// `--report` of the commands that only look, and of an undo.
struct LookingPageTests {
  /// A journal with a first load, an update with a rejection, and a run that failed.
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(4))
    try stage.expect(0)
    try stage.source([
      TestRecord.client(1, "client1@x.test", name: "<b>New</b>"),
      TestRecord.client(2, "no email"), TestRecord.client(9, "nine@x.test"),
    ])
    try stage.expect(3, "--force")
    try stage.source(TestRecord.many(6))
    try stage.expect(4, "--max-creates", "1")
    return stage
  }

  @Test func `show has a run's changes field by field, and its rejections by reason`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "show", "2", "--report", "show.html")
    let found = try BrowserReport.open(stage.path("show.html"), word: "nine", action: "create")
    found.expectSound()
    #expect(found.shape.heading == "Run 2 on public.clients" && found.shape.entries == 3)
    #expect(found.shape.cells.contains("\"<b>New</b>\"") && found.shape.tags["b"] == 1)
    #expect(found.filter?.afterWord == "Showing 1 of 3 entries")
    try stage.expect(0, "show", "1", "--limit", "3", "--report", "show.md")
    #expect(try stage.text("show.md").contains("3 of 4 changes and 0 of 0 rejections"))
  }

  @Test func `history has the runs as a chart and as a table, and no other entries`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "history", "--report", "history.html")
    let found = try BrowserReport.open(stage.path("history.html"))
    found.expectSound()
    #expect(found.shape.entries == 0 && found.shape.bars == 4 && found.filter == nil)
    let page = try stage.text("history.html")
    #expect(page.contains("plan: the plan has 2 creates, --max-creates allows 1"))
    #expect(page.contains("--max-creates allows 1; planned: create 2"))
    #expect(page.contains("create 1, update 1, rejected 1"))
    try stage.database.addRun(status: "crashed")
    try stage.expect(0, "history", "--report", "history.md")
    let text = try stage.text("history.md")
    #expect(
      text.contains("| runs | 4 |\n| done | 2 |\n| failed | 1 |\n| crashed | 1 |\n"), "\(text)")
    #expect(text.contains(", crashed: `planned: create 3`\n"), "\(text)")
  }

  @Test func `the page of show has the counts of the run, which add up`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "show", "2", "--report", "sync.md")
    #expect(
      try stage.text("sync.md").contains(
        """
        | read | 3 |
        | create | 1 |
        | update | 1 |
        | differs | 0 |
        | duplicate | 0 |
        | rejected | 1 |
        | failed | 0 |
        | unchanged | 0 |
        | orphan | 3 |

        """))
    try stage.expect(0, "show", "3", "--report", "failed.md")
    let failed = try stage.text("failed.md")
    #expect(
      failed.contains("> `Nothing was written: the counts are those of the plan.`"), "\(failed)")
    #expect(failed.contains("| read | 6 |\n| create | 2 |\n"), "\(failed)")
    try stage.expect(0, "undo", "2", "--report", "undo.md")
    try stage.expect(0, "show", "last", "--report", "show.md")
    for name in ["undo.md", "show.md"] {
      #expect(
        try stage.text(name).contains(
          """
          |---|---:|
          | read | 2 |
          | delete | 1 |
          | update | 1 |
          | create | 0 |
          | kept | 0 |
          | failed | 0 |


          """), "\(name)")
    }
  }

  @Test func `an undo has a page with what it takes back`() throws {
    let stage = try Self.stage()
    try stage.expect(0, "undo", "2", "--report", "undo.html")
    let found = try BrowserReport.open(stage.path("undo.html"), word: "nine", action: "delete")
    found.expectSound()
    #expect(found.shape.heading == "Undo of public.clients" && found.shape.entries == 2)
    #expect(found.shape.cells.contains("\"<b>New</b>\"") && found.shape.cells.contains("\"Ann\""))
  }

  @Test(arguments: ["status", "show last", "history"], ["x.ndjson", "x.csv", "x.txt"])
  func `a command that only looks has a page and no entries for programs`(
    line: String, name: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source([])
    let words = line.split(separator: " ").map(String.init)
    let end = try stage.start(words + ["--report", name]).end()
    #expect(end.status == 64 && end.error.contains("--report: must end in .html or .md"))
  }

  @Test func `a report that the environment names is not written over by a look`() throws {
    let stage = try Self.stage()
    try stage.file("run.html", "the run's own")
    for words in [["status"], ["show", "last"], ["history"]] {
      let end = try stage.start(words, ["SYNCTOOL_REPORT": "run.html"]).end()
      #expect(end.status == 0, "\(end.everything)")
    }
    #expect(try stage.text("run.html") == "the run's own")
  }

  @Test func `a page that cannot be written is a failure`() throws {
    let stage = try Self.stage()
    for words in [["status"], ["show", "last"], ["history"]] {
      let end = try stage.start(words + ["--report", "none/x.html"]).end()
      #expect(end.status == 78 && end.error.contains("cannot open the report"))
    }
  }

  @Test func `what is shown and explained is masked`() throws {
    let stage = try Self.stage()
    for words in [
      ["show", "2"], ["show", "2", "--format", "json"], ["explain", "client1@x.test"],
      ["explain", "client1@x.test", "--format", "json"], ["status", "-v"],
      ["undo", "2", "-n"], ["fix", "client1@x.test", "-n"],
    ] {
      let end = try stage.start(words + ["--mask"]).end()
      #expect(!end.output.contains("client1@x.test"), "\(words): \(end.everything)")
      #expect(end.output.contains("c***@x***.test#"), "\(words): \(end.everything)")
      #expect(end.output.contains("Ann"), "a name stays: \(words): \(end.everything)")
    }
  }

  @Test(arguments: ["md", "html"])
  func `the page of a run that wrote has the warnings that the command says`(format: String) throws
  {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.source(TestRecord.many(3))
    try stage.expect(0)
    try stage.database.run("DELETE FROM synctool.changes WHERE key = 'client2@x.test'")
    for more in [["--dry-run"], []] {
      let end = try stage.start(["undo", "1", "--report", "undo.\(format)"] + more).end()
      let words = "run 1 wrote 3 clients, but the journal has only 2 of them"
      #expect(end.status == 3 && end.error.contains(words), "\(end.everything)")
      #expect(try stage.text("undo.\(format)").contains(words))
    }
    try stage.database.run(
      """
      CREATE FUNCTION public.shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.name := upper(NEW.name); RETURN NEW; END $$;
      CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON public.clients
        FOR EACH ROW EXECUTE FUNCTION public.shout();
      """)
    let end = try stage.expect(0, "--force", "--report", "sync.\(format)")
    let warnings = end.error.split(separator: "\n").filter { $0.contains("trigger") }
    let warning = try #require(warnings.first).split(separator: "warning: ").last
    #expect(try stage.text("sync.\(format)").contains(try #require(warning).prefix(40)))
  }
}

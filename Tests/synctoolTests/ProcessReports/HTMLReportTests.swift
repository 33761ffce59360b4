import Testing

/// `--report FILE.html`, opened in a browser.
struct HTMLReportTests {
  @Test func `the plan's page is sound, and its filter works by keys alone`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (name, email, phone, address) VALUES
        ('Old', 'old@x.test', '+1', '{"city": "Astadt", "lines": ["x", "y"]}');
      """)
    let old = #""phone":"+1","address":{"city":"Bdorf","lines":["x"]}"#
    try stage.source(
      TestRecord.many(30) + [
        TestRecord.client(31, "old@x.test", name: "Old", old), TestRecord.client(32, "no email"),
        TestRecord.client(33, "Client1@x.test", TestRecord.updated(-9)),
      ])
    try stage.expect(0, "init")
    try stage.expect(4, "--max-creates", "1")
    try stage.expect(0, "--only", "client30@x.test", "--only", "client1@x.test")
    try stage.expect(3, "-n", "--force", "--report", "plan.html")

    let found = try BrowserReport.open(stage.path("plan.html"), word: "bdorf", action: "update")
    found.expectSound()
    #expect(found.shape.heading == "Sync of public.clients: the plan")
    #expect(found.shape.banner == "DRY RUN: nothing was written")
    #expect(found.shape.entries == 31)
    #expect(found.shape.cells.contains("address.city"))
    #expect(found.shape.cells.contains("\"Astadt\"") && found.shape.cells.contains("\"Bdorf\""))
    #expect(found.shape.alternative?.hasPrefix("Run 1, failed: nothing. Run 2, done: ") == true)
    #expect(found.shape.bars > 0)

    let filter = try #require(found.filter)
    #expect(filter.all == "Showing 31 of 31 entries" && filter.presses < 10)
    #expect(filter.focusSeen == [true, true, true])
    #expect(filter.typed == "bdorf")
    #expect(filter.afterWord == "Showing 1 of 31 entries" && filter.visibleAfterWord == 1)
    #expect(filter.afterAction == "Showing 1 of 31 entries" && filter.visibleAfterAction == 1)
    #expect(filter.afterClear == filter.all && filter.focusAfterClear == "word")
    #expect(filter.afterNothing == "Showing 0 of 31 entries" && filter.noneSeen)
  }

  @Test func `hostile data stays text`() throws {
    let stage = try ProcessStage()
    try stage.source([TestRecord.client(1, "plain@x.test", #""address":{"a":"b"}"#)])
    try stage.expect(0, "-n", "--report", "plain.html")
    let plain = try BrowserReport.open(stage.path("plain.html"), word: "plain", action: "create")
    plain.expectSound()
    try stage.source(HostileWords.records)
    try stage.expect(0, "--report", "hostile.html")

    let found = try BrowserReport.open(
      stage.path("hostile.html"), word: "<script>", action: "create")
    found.expectSound()
    #expect(found.shape.title == "Sync of public.clients")
    #expect(found.shape.entries == HostileWords.all.count)
    #expect(
      Set(found.shape.tags.keys) == Set(plain.shape.tags.keys), "no element came from the data")
    #expect(found.shape.tags["script"] == 1 && found.shape.tags["style"] == 1)
    #expect(found.shape.attributes == plain.shape.attributes)
    let shown = found.shape.cells.joined(separator: "\n")
    #expect(shown.contains("<script>document.title = 'run'</script>"))
    #expect(shown.contains("&lt;i&gt;&#60;i&#62;"), "an entity of the data is not read as one")
    let hidden = Set("\u{202E}\u{200B}\u{FEFF}\u{1B}\u{9B}".unicodeScalars)
    #expect(!shown.unicodeScalars.contains { hidden.contains($0) })
    #expect(found.filter?.afterWord == "Showing 2 of \(HostileWords.all.count) entries")
  }

  @Test func `a large plan is cut, rare entries are kept, and the page says what is missing`()
    throws
  {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(6000) + [TestRecord.client(6001, "no email")])
    try stage.expect(3, "-n", "--report", "plan.html")
    let page = try stage.text("plan.html")
    #expect(page.ranges(of: "<tbody class=\"create\">").count == 4999)
    #expect(page.ranges(of: "<tbody class=\"rejected\">").count == 1)
    #expect(page.contains("<span class=\"nil\">(no usable email)</span>"))
    #expect(
      page.contains(
        "<p>1,001 more entries are not shown here (1,001 create): a report that ends in .ndjson or"
          + " .csv has all of them.</p>"))
    #expect(page.contains("This page shows at most 5,000 of the 6,001 entries"))
  }

  @Test func `one entry takes little room, whatever it holds`() throws {
    let stage = try ProcessStage()
    let text = String(repeating: "x", count: 300_000)
    let members = (0..<200).map { "\"m\($0)\":\"\(text.prefix(1000))\"" }.joined(separator: ",")
    try stage.source([
      TestRecord.client(1, "a@x.test", "\"address\":{\"long\":\"\(text)\"}"),
      TestRecord.client(2, "b@x.test", "\"address\":{\(members)}"),
    ])
    try stage.expect(0, "--report", "run.html")
    let page = try stage.text("run.html")
    #expect(page.utf8.count < 60_000)
    #expect(page.contains("more characters)"))
  }

  @Test func `a plan that is refused says so on its page, and what it was`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    let end = try stage.expect(4, "--max-creates", "2", "--report", "stopped.html")
    #expect(end.error.contains("the plan has 3 creates, --max-creates allows 2"))
    let page = try stage.text("stopped.html")
    #expect(page.contains("Stopped, nothing was written: the plan has 3 creates"))
    #expect(page.contains("<dt>Exit code</dt><dd>4</dd>"))
    #expect(page.ranges(of: "<tbody class=\"create\">").count == 3)
  }

  @Test func `a run that finds nothing to do has a page too`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    try stage.expect(0)
    try stage.expect(0, "--force", "--report", "none.html")
    let found = try BrowserReport.open(stage.path("none.html"))
    found.expectSound()
    #expect(found.shape.entries == 0 && found.filter == nil)
    #expect(try stage.text("none.html").contains("<p>None.</p>"))
  }
}

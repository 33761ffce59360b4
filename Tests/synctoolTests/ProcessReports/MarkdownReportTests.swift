import Foundation
import Testing

/// `--report FILE.md`, rendered by GitHub's own renderer (`cmark-gfm`).
struct MarkdownReportTests {
  /// What a page is made of, without any data.
  private static let ours: Set<String> = [
    "h2", "h3", "code", "blockquote", "p", "strong", "table", "thead", "tbody", "tr", "th", "td",
    "ul",
    "li", "details", "summary", "b", "sub",
  ]

  private static func rendered(_ text: String) throws -> String {
    let outcome = try Tool.run(
      "/usr/bin/env",
      [
        "cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e",
        "tasklist",
      ], environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], input: text)
    try #require(outcome.status == 0, "\(outcome.error)")
    return outcome.output
  }

  private static func elements(_ html: String) -> Set<String> {
    Set(html.matches(of: #/<([a-z][a-z0-9]*)/#).map { String($0.1) })
  }

  @Test func `hostile data makes no element, no link and no mention`() throws {
    let stage = try ProcessStage()
    try stage.source(HostileWords.records + [TestRecord.client(99, "no @email")])
    try stage.expect(3, "-n", "--report", "plan.md")
    let html = try Self.rendered(try stage.text("plan.md"))
    #expect(Self.elements(html).subtracting(Self.ours) == [])
    // Outside of code GitHub would make links of these.
    let prose = html.replacing(#/<code>[^<]*<\/code>/#, with: "")
    for sign in ["@", "#", "www.", "://", "x.test", "evil", "*", "~~", "`", "{{", "$", "&amp;"] {
      #expect(!prose.contains(sign), "\(sign) of the data is outside of code")
    }
    #expect(html.contains("&lt;script&gt;document.title = 'run'&lt;/script&gt;"))
    #expect(html.contains("a\\\\|b | c \\\\\\\\|"), "backslashes and bars come through")
    #expect(html.contains("\\u202e") && !html.unicodeScalars.contains("\u{202E}"))
  }

  @Test func `the page has the counts, the reasons, and the fields before and after`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email) VALUES ('Old', 'old@x.test');")
    try stage.source([
      TestRecord.client(1, "old@x.test", name: "New"), TestRecord.client(2, "a@x.test"),
      TestRecord.client(3, "no email"),
    ])
    try stage.expect(3, "--force", "--report", "run.md")
    let text = try stage.text("run.md")
    #expect(text.contains("| create | 1 |\n| update | 1 |\n"))
    #expect(text.contains("- 1 × rejected `email-invalid` in `email`: not an email address\n"))
    #expect(text.contains("- **update** `old@x.test`\n  - `name`: `\"Old\"` → `\"New\"`\n"))
    #expect(text.contains("- **rejected** (no usable email), \\_id "))
    #expect(!text.contains("DRY RUN"))
    let html = try Self.rendered(text)
    #expect(html.contains("<td align=\"right\">1</td>"))
    #expect(html.contains("<details open><summary>"))
  }

  @Test func `a page fits a comment, and says what it leaves out`() throws {
    let stage = try ProcessStage()
    let long = String(repeating: "é", count: 200)
    try stage.source(
      (1...700).map { TestRecord.client($0, "client\($0)@x.test", name: long) }
        + [TestRecord.client(701, "no email")])
    try stage.expect(3, "-n", "--report", "plan.md")
    let text = try stage.text("plan.md")
    #expect(text.utf8.count < 60_000 && text.utf8.count > 20_000)
    let shown = text.ranges(of: "\n- **create**").count
    let left = 700 - shown
    #expect(text.contains("\(left) more entries are not shown here (\(left) create): a report"))
    #expect(text.contains("- **rejected**"), "the rare entry is kept")
  }
}

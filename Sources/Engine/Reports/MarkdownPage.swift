internal import Basics
internal import Records

/// Renders a page as Markdown that fits a comment on a pull request: GitHub takes 65 536 characters.
struct MarkdownPage: PageRenderer {
  /// Entries shown at most.
  static let room = 200
  /// The most bytes of the whole page; its characters are never more.
  static let byteLimit = 59_000
  /// Reserved for the end of the page.
  private static let endLimit = 1_000
  /// The most bytes of the first part.
  private static let beginLimit = 20_000
  private static let reasonLimit = 40
  private static let noticeLimit = 20

  private let page: ReportPage
  private var quota: RowQuota
  private var bytes = 0

  init(_ page: ReportPage) {
    (self.page, quota) = (page, RowQuota(page.totals, room: Self.room))
  }

  mutating func begin() -> String {
    var text = "## \(MarkdownText.code(page.title, limit: 200))\n\n"
    if let banner = page.banner { text += "> **\(banner)**\n\n" }
    for part in notices + [counts] + facts + reasons + runs {
      if text.utf8.count + part.utf8.count < Self.beginLimit { text += part }
    }
    text += entriesBegin
    bytes = text.utf8.count
    return text
  }

  mutating func add(_ entry: PlanEntry) -> String {
    let line = MarkdownRow.text(entry, idWord: page.idWord)
    let fits = bytes + line.utf8.count <= Self.byteLimit - Self.endLimit
    guard quota.take(entry.action.rawValue, fits: fits) else { return "" }
    bytes += line.utf8.count
    return line
  }

  func end() -> String {
    guard page.entriesTitle != nil, page.entries > 0 || quota.shown > 0 else { return footer }
    let rest = quota.remainder(page.elsewhere).map { "\n\($0)\n" } ?? ""
    return "\n</details>\n" + rest + footer
  }

  private var footer: String { "\n<sub>\(page.writer)</sub>\n" }

  private var notices: [String] {
    page.notices.prefix(Self.noticeLimit).map { "> \(MarkdownText.code($0, limit: 600))\n\n" }
  }

  private var counts: String {
    guard !page.counts.isEmpty else { return "" }
    let rows = page.counts.map { name, number in "| \(name) | \(NumberText.grouped(number)) |\n" }
    return "| | \(page.noun) |\n|---|---:|\n" + rows.joined() + "\n"
  }

  private var facts: [String] {
    page.facts.map { "- \($0.label): \(MarkdownText.code($0.value, limit: 300))\n" } + ["\n"]
  }

  private var reasons: [String] {
    guard !page.reasons.isEmpty else { return [] }
    let lines = page.reasons.prefix(Self.reasonLimit).map { count in
      let field = count.field.map { " in \(MarkdownText.code($0, limit: 100))" } ?? ""
      return "- \(NumberText.grouped(count.number)) × \(count.action) `\(count.reason.rawValue)`"
        + "\(field): \(count.reason.meaning)\n"
    }
    let more = page.reasons.count - lines.count
    return ["### Not written, by reason\n\n"] + lines
      + [more > 0 ? "- and \(more) more reasons\n\n" : "\n"]
  }

  private var runs: [String] {
    guard !page.runs.isEmpty else { return [] }
    let lines = page.runs.reversed().map { run in
      let code = run.exitCode.map { ", exit \($0)" } ?? ""
      let text = RunCounts.text(run)
      return "- run \(run.id), \(RunCounts.started(run)) UTC,"
        + " \(MarkdownText.code(run.command, limit: 20)), \(run.status.rawValue)\(code)"
        + (text.isEmpty ? "\n" : ": \(MarkdownText.code(text, limit: 200))\n")
    }
    return ["### \(page.runsTitle)\n\n"] + lines + ["\n"]
  }

  private var entriesBegin: String {
    guard let title = page.entriesTitle else { return "" }
    guard page.entries > 0 else { return "### \(title)\n\nNone.\n" }
    let number = "\(NumberText.grouped(page.entries)) \(page.entries == 1 ? "entry" : "entries")"
    let open = page.entries <= 20 ? " open" : ""
    return "<details\(open)><summary><b>\(title)</b>: \(number)</summary>\n\n"
  }
}

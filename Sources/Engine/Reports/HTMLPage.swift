internal import Basics

/// Renders a page as one HTML file that needs nothing else: no network, and no script to be readable.
struct HTMLPage: PageRenderer {
  /// Entries shown at most; a browser takes more, a reader does not.
  static let room = 5_000
  /// Bytes of entries at most, whatever the data hold.
  static let byteLimit = 16 << 20

  /// The Content-Security-Policy of a page: its own style sheet and script, known by their hashes, and
  /// nothing else from anywhere.
  private static let policy: HTML =
    "default-src 'none'; style-src '\(hash(HTMLStyle.text))'; script-src '\(hash(HTMLScript.text))';"
    + " base-uri 'none'; form-action 'none'"

  private static func hash(_ part: HTML) -> String {
    "sha256-" + ByteDigits.base64Text(SHA256.digest(Array(part.text.utf8)))
  }

  private let page: ReportPage
  private var quota: RowQuota
  private var bytes = 0

  init(_ page: ReportPage) {
    (self.page, quota) = (page, RowQuota(page.totals, room: Self.room))
  }

  func begin() -> String {
    let head: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(page.title)</title>
      <style>\(HTMLStyle.text)</style>
      </head>
      <body>
      \(skip)<header>
      <h1>\(page.title)</h1>
      \(banner)</header>
      <main>
      \(summary)\(HTMLReasons.section(page.reasons))\(HTMLRuns.section(page.runs, page.runsTitle))\
      \(entriesBegin)
      """
    return head.text
  }

  mutating func add(_ entry: PlanEntry) -> String {
    let html = bytes < Self.byteLimit ? HTMLRow.body(entry, idWord: page.idWord).text : ""
    let fits = bytes + html.utf8.count <= Self.byteLimit
    guard quota.take(entry.action.rawValue, fits: fits) else { return "" }
    bytes += html.utf8.count
    return html
  }

  func end() -> String {
    let foot: HTML = """
      \(entriesEnd)</main>
      <footer>
      <p>Written by \(page.writer). This file is complete in itself.</p>
      </footer>
      <script>\(HTMLScript.text)</script>
      </body>
      </html>

      """
    return foot.text
  }

  private var skip: HTML {
    page.entriesTitle == nil
      ? "" : "<a class=\"skip\" href=\"#entries-title\">Skip to the entries</a>\n"
  }

  private var banner: HTML {
    let banner: HTML? = page.banner.map { "<p class=\"banner\">\($0)</p>\n" }
    let notices: [HTML] = page.notices.map { "<p class=\"notice\">\($0)</p>\n" }
    return "\(banner)\(notices)"
  }

  private var summary: HTML {
    let cards: [HTML] = page.counts.map { name, number in
      """
      <div class="\(name)\(number == 0 ? " zero" : "")">\
      <dt>\(name)</dt><dd>\(NumberText.grouped(number))</dd></div>

      """
    }
    let facts: [HTML] = page.facts.map { label, value in
      "<dt>\(label)</dt><dd>\(value)</dd>\n"
    }
    let counts: HTML? = cards.isEmpty ? nil : "<dl class=\"counts\">\n\(cards)</dl>\n"
    return """
      <section aria-labelledby="summary-title">
      <h2 id="summary-title">Summary</h2>
      \(counts)\
      <dl class="facts">
      \(facts)</dl>
      </section>

      """
  }

  private var entriesBegin: HTML {
    guard let title = page.entriesTitle else { return "" }
    let heading: HTML = """
      <section aria-labelledby="entries-title">
      <h2 id="entries-title">\(title)</h2>

      """
    guard page.entries > 0 else { return heading + "<p>None.</p>\n" }
    let options: [HTML] = page.totals.filter { $0.number > 0 }.map { name, number in
      "<option value=\"\(name)\">\(name) (\(NumberText.grouped(number)))</option>"
    }
    let cut: HTML =
      page.entries > Self.room
      ? """
      <p>This page shows at most \(NumberText.grouped(Self.room)) of the \
      \(NumberText.grouped(page.entries)) entries: \(page.elsewhere).</p>

      """ : ""
    return """
      \(heading)\(cut)<div class="filter" id="filter" role="search" aria-label="Filter the entries" hidden>
      <div class="grow"><label for="word">Contains</label>
      <input type="search" id="word" autocomplete="off" spellcheck="false" aria-controls="entries"></div>
      <div><label for="action">Action</label>
      <select id="action" aria-controls="entries"><option value="">all</option>\
      \(options)</select></div>
      <button type="button" id="clear">Clear</button>
      <p id="said" role="status" aria-live="polite"></p>
      </div>
      <table id="entries">
      <caption>What is different, field by field, before and after</caption>
      <thead><tr><th scope="col" class="k">Client</th><th scope="col" class="f">Field</th>\
      <th scope="col" class="b">Before</th><th scope="col" class="a">After</th></tr></thead>

      """
  }

  private var entriesEnd: HTML {
    guard page.entriesTitle != nil else { return "" }
    guard page.entries > 0 || quota.shown > 0 else { return "</section>\n" }
    let rest: HTML? = quota.remainder(page.elsewhere).map { "<p>\($0)</p>\n" }
    return "</table>\n<p id=\"none\" hidden>No entry fits the filter.</p>\n\(rest)</section>\n"
  }
}

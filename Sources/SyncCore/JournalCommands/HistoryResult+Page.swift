package import Engine

extension HistoryResult {
  /// The page of the runs listed.
  package func page(writer: String) -> ReportPage {
    var page = ReportPage(title: "Runs of synctool", writer: writer)
    let done = runs.count { $0.status == .done }
    page.counts = [
      ("runs", runs.count), ("done", done),
      ("failed", runs.count { $0.status == .failed }),
      ("crashed", runs.count { $0.status == .crashed }),
    ]
    page.facts = [("Target", target)]
    if hasMore || self.page > 1 {
      page.facts.append(("Shown", "page \(self.page); --limit and --page choose others"))
    }
    page.runs = runs.reversed()
    page.runsTitle = "Runs"
    page.entriesTitle = nil
    return page
  }
}

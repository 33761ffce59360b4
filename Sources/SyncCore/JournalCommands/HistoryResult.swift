package import Basics
package import Engine

/// What `history` found in the journal, or pruned from it.
package struct HistoryResult: Sendable {
  /// The target's name without secrets.
  package var target: String
  /// A page of the runs, the newest first.
  package var runs: [JournaledRun] = []
  /// 1 or more.
  package var page: Int
  /// Runs on a full page, 1 or more.
  package var limit: Int
  /// True when the next page has runs too.
  package var hasMore = false
  /// nil unless the journal was to be pruned.
  package var pruned: PruneCounts?
  /// True when a prune was only counted.
  package var dryRun: Bool
  /// Facts worth an operator's attention, one sentence each.
  package var warnings: [String] = []
  /// nil when the job is done.
  package var failure: SyncFailure?

  package var exitCode: ExitCode { failure?.code ?? .done }

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

/// What a page for people says before and after its entries, in order.
package struct ReportPage: Sendable {
  /// A short title: `Sync of public.clients`.
  package var title: String
  /// What must not be overlooked, such as that nothing was written; nil for nothing.
  package var banner: String?
  /// Why the run was stopped, and facts worth attention, one sentence each.
  package var notices: [String] = []
  package var facts: [(label: String, value: String)] = []
  package var counts: [(name: String, number: Int)] = []
  /// Why records were not written, the most frequent first.
  package var reasons: [ReasonCount] = []
  /// For the chart and the table below it, the newest last.
  package var runs: [JournaledRun] = []
  package var runsTitle = "Last runs"
  /// nil for a page that never has entries.
  package var entriesTitle: String? = "Changes"
  /// What stands before the id of an entry's record.
  package var idWord = RunKind.documentID
  /// What is counted.
  package var noun = RunKind.sync.noun
  /// The number of entries for each action, including those that the page does not show.
  package var totals: [(name: String, number: Int)] = []
  /// The number of all of them.
  var entries: Int { totals.reduce(0) { $0 + $1.number } }
  /// Where to find the entries that the page does not show: a sentence without a final full stop.
  package var elsewhere = "a report that ends in .ndjson or .csv has all of them"
  /// The program and its version.
  package var writer: String

  package init(title: String, writer: String) {
    self.title = title
    self.writer = writer
  }
}

package import Basics

/// The page of a command that only reads: its file is opened before anything is read.
package struct PageFile {
  private let sink: ReportSink?

  /// Opens the file where a report was requested. Throws `.unfit` for a path that cannot be used.
  package init(_ setting: ReportSetting?) throws(SyncFailure) {
    sink = try setting.map(ReportSink.init)
  }

  /// How many entries the page has room for; nil where none was requested.
  package var room: Int? { sink?.room }

  /// Writes the page where a report was requested, and returns why that failed; nil when it did not.
  ///
  /// The entries are already masked; they are what a page without totals counts.
  package func failure(_ page: ReportPage, _ entries: [PlanEntry] = []) -> SyncFailure? {
    guard let sink else { return nil }
    do {
      var page = page
      if page.totals.isEmpty {
        for entry in entries { RowQuota.add(1, entry.action.rawValue, to: &page.totals) }
      }
      try sink.begin(page)
      for entry in entries { try sink.add(entry) }
      try sink.finish()
      return nil
    } catch let failure as SyncFailure {
      return failure
    } catch {
      return SyncFailure(.failed, .report, "the report could not be written")
    }
  }
}

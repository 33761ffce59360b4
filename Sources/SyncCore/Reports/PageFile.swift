package import Basics

/// Writes a page whose entries are at hand, for the commands that only read.
package enum PageFile {
  /// Writes the page where a report was requested, and returns why that failed; nil when it did not.
  ///
  /// The rows are already masked.
  package static func failure(
    _ page: ReportPage, _ rows: [ReportRow] = [], to setting: ReportSetting?
  ) -> SyncFailure? {
    guard let setting else { return nil }
    do {
      try write(page, rows, to: setting)
      return nil
    } catch let failure as SyncFailure {
      return failure
    } catch {
      return SyncFailure(.failed, .report, "the report could not be written")
    }
  }

  private static func write(
    _ page: ReportPage, _ rows: [ReportRow], to setting: ReportSetting
  ) throws {
    var page = page
    page.totals = totals(rows)
    let sink = try ReportSink(setting)
    try sink.begin(page)
    for row in rows { try sink.add(row) }
    try sink.finish()
  }

  /// The number of rows for each action, in the order in which the actions first come.
  private static func totals(_ rows: [ReportRow]) -> [(name: String, number: Int)] {
    var totals: [(name: String, number: Int)] = []
    for row in rows {
      if let place = totals.firstIndex(where: { $0.name == row.action }) {
        totals[place].number += 1
      } else {
        totals.append((row.action, 1))
      }
    }
    return totals
  }
}

package import Basics

/// The page of a command that only reads: its file is opened before anything is read.
package struct PageFile {
  private let sink: ReportSink?

  /// Opens the file where a report was requested. Throws `.unfit` for a path that cannot be used.
  package init(_ setting: ReportSetting?) throws(SyncFailure) {
    sink = try setting.map(ReportSink.init)
  }

  /// Writes the page where a report was requested, and returns why that failed; nil when it did not.
  ///
  /// The rows are already masked.
  package func failure(_ page: ReportPage, _ rows: [ReportRow] = []) -> SyncFailure? {
    guard let sink else { return nil }
    do {
      try Self.write(page, rows, to: sink)
      return nil
    } catch let failure as SyncFailure {
      return failure
    } catch {
      return SyncFailure(.failed, .report, "the report could not be written")
    }
  }

  private static func write(
    _ page: ReportPage, _ rows: [ReportRow], to sink: ReportSink
  ) throws {
    var page = page
    for row in rows { RowQuota.add(1, row.action, to: &page.totals) }
    try sink.begin(page)
    for row in rows { try sink.add(row) }
    try sink.finish()
  }
}

package import Basics

/// Writes a report to its file as the entries arrive.
///
/// The order is `begin`, `add` for each entry, `settle`, `finish`. The file gets its name only in
/// `finish()`; dropping the sink earlier leaves what was there before. A class, because
/// the closures of a run share it; one thread.
package final class ReportSink {
  private static let capacity = 64 * 1024

  private let format: ReportSetting.Format
  private var destination: ReportDestination?
  private var buffer: [UInt8] = []
  /// nil for the formats without a page, before `begin`, and once the page is complete.
  private var page: (any PageRenderer)?
  private var hasBegun = false
  private var isSettled = false

  /// Opens the report before any other work begins.
  ///
  /// A device, a FIFO or an inherited descriptor (`/dev/fd/63`) is written directly. Throws `.unfit`
  /// for a path that cannot be used.
  package init(_ setting: ReportSetting) throws(SyncFailure) {
    format = setting.format
    destination = try ReportDestination(path: setting.path)
    buffer.reserveCapacity(Self.capacity + 4096)
  }

  /// How many entries a page has room for; 0 for the formats without a page.
  package var room: Int {
    switch format {
    case .html: HTMLPage.room
    case .md: MarkdownPage.room
    case .ndjson, .csv: 0
    }
  }

  /// Writes what comes before the entries; `head` is what a page says, and is not evaluated for
  /// the other formats.
  ///
  /// Called again, it starts over, as a retried transaction does; where that is impossible, as with a pipe,
  /// it throws `.failed`.
  package func begin(_ head: @autoclosure () throws -> ReportPage) throws {
    if hasBegun { try restart() }
    (hasBegun, isSettled) = (true, false)
    switch format {
    case .ndjson: break
    case .csv: put(ReportCSV.header)
    case .html: page = HTMLPage(try head())
    case .md: page = MarkdownPage(try head())
    }
    if let text = page?.begin() { put(text) }
  }

  /// Adds one entry, already masked. Throws `.failed` when the file cannot take it.
  package func add(_ entry: PlanEntry) throws(SyncFailure) {
    switch format {
    case .ndjson:
      JSONWriter(sortsNames: true).append(ReportJSON.object(entry), to: &buffer)
      buffer.append(UInt8(ascii: "\n"))
    case .csv: put(ReportCSV.row(entry))
    case .html, .md: if let text = page?.add(entry) { put(text) }
    }
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes the rest and makes it durable, so that only the name is missing.
  ///
  /// Called before a run commits, so that a full disk still rolls the run back.
  package func settle() throws(SyncFailure) {
    if isSettled { return }
    if let text = page?.end() { put(text) }
    page = nil
    try flush()
    try destination?.settle()
    isSettled = true
  }

  /// Gives the settled file its name; nothing more can be added.
  package func finish() throws(SyncFailure) {
    try settle()
    try destination?.finish()
    destination = nil
  }

  private func restart() throws(SyncFailure) {
    buffer.removeAll(keepingCapacity: true)
    page = nil
    try destination?.restart()
  }

  private func put(_ text: String) { buffer += Array(text.utf8) }

  private func flush() throws(SyncFailure) {
    try destination?.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Renders a page whose entries arrive one by one.
protocol PageRenderer {
  /// Everything before the first entry.
  mutating func begin() -> String
  /// What the entry adds; empty when the page has no room for it.
  mutating func add(_ entry: PlanEntry) -> String
  /// Everything after the last entry.
  mutating func end() -> String
}

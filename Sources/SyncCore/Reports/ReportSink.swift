/// Writes plan entries to a report file as they come.
///
/// The file has its name only after `finish()`; letting go of the sink earlier, or `discard()`,
/// leaves what was there before. A reference, because the closures of a run share it; one thread.
package final class ReportSink {
  private static let capacity = 64 * 1024

  private let format: ReportSetting.Format
  private var destination: ReportDestination?
  private var buffer: [UInt8] = []

  /// Opens the report before any other work begins.
  ///
  /// A device, a FIFO or an inherited descriptor (`/dev/fd/63`) is written directly. Throws `.unfit`
  /// for a path that cannot be used.
  package init(_ setting: ReportSetting) throws(SyncFailure) {
    format = setting.format
    destination = try ReportDestination(path: setting.path)
    buffer.reserveCapacity(Self.capacity + 4096)
    if format == .csv { buffer += Array(ReportCSV.header.utf8) }
  }

  /// Adds one entry; throws `.failed` when the file cannot take it.
  package func add(_ entry: PlanEntry) throws(SyncFailure) {
    switch format {
    case .ndjson:
      JSONWriter(sortsNames: true).append(ReportJSON.object(entry), to: &buffer)
      buffer.append(UInt8(ascii: "\n"))
    case .csv:
      buffer += Array(ReportCSV.row(entry).utf8)
    }
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes what is left and makes it durable, so that only the name is missing.
  ///
  /// Called before a run commits: a full disk then still undoes the run.
  package func settle() throws(SyncFailure) {
    try flush()
    try destination?.settle()
  }

  /// Gives the settled file its name; nothing more can be added.
  package func finish() throws(SyncFailure) {
    try settle()
    try destination?.finish()
    destination = nil
  }

  /// Removes what was written so far, if the file does not have its name yet.
  package func discard() {
    buffer.removeAll()
    destination = nil
  }

  private func flush() throws(SyncFailure) {
    try destination?.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

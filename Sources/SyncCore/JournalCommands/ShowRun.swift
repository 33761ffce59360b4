package import Basics
package import Engine
internal import PostgresDriver

/// One run of `show`: reads one run of the journal with what it wrote and could not write.
package struct ShowRun {
  /// Entries of each list on a page when the settings give no number.
  static let defaultLimit = 50

  private let settings: Settings
  private let reference: RunReference
  private let stop: Stop

  package init(_ settings: Settings, _ reference: RunReference, _ stop: Stop) {
    (self.settings, self.reference, self.stop) = (settings, reference, stop)
  }

  /// Does the job and returns its result; a failure is part of the result.
  package func run() -> ShowResult {
    let none = ShowResult(
      page: settings[Options.page], limit: settings[Options.limit] ?? Self.defaultLimit)
    return JournalSession.fill(none, \.failure, settings.target, stop) { result, connection in
      try JournalSession.begin(settings.target, on: &connection)
      try read(&result, on: &connection)
    }
  }

  /// The result is masked from here on, where masks are wanted. The run's own table decides how values are shown.
  private func read(
    _ result: inout ShowResult, on connection: inout PostgresConnection
  ) throws {
    let run = try find(on: &connection)
    let reader = JournalSession.reader(settings.target)
    let columns = try JournalColumns.read(
      of: RunMemory.read(run.id, on: &connection)?.place?.oid, on: &connection)
    (result.changeCount, result.rejectionCount) = try reader.counts(of: run.id, on: &connection)
    let mask = Mask(settings)
    let page = JournalPage(limit: result.limit, offset: result.offset)
    result.changes = try reader.changes(
      of: run.id, columns, page, on: &connection
    ).map(mask.entry)
    if result.changes.isEmpty {
      // A run writes either rows or documents.
      result.changes = try reader.documents(
        of: run.id, page, on: &connection
      ).map(mask.entry)
    }
    result.rejections = try reader.rejections(
      of: run.id, page, on: &connection
    ).map(mask.entry)
    if run.changesLinks {
      result.linkCount = try reader.linkCount(of: run.id, on: &connection)
      result.links = try reader.links(of: run.id, page, on: &connection).map(mask.link)
    }
    result.run = run
  }

  /// Here the last run is the latest, whatever became of it: a failed run is the one to look at.
  private func find(on connection: inout PostgresConnection) throws -> JournaledRun {
    let reader = JournalSession.reader(settings.target)
    let found =
      switch reference {
      case .number(let number): try reader.run(number, on: &connection)
      case .last: try reader.runs(RunFilter(limit: 1), on: &connection).first
      }
    if let found { return found }
    let missing =
      if case .number(let number) = reference { "run \(number)" } else {
        "run on \(reader.schema).\(reader.table)"
      }
    throw SyncFailure(
      .unfit, .target, "the journal has no \(missing)", hint: "synctool history lists the runs")
  }
}

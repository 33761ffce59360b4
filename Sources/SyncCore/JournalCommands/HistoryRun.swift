package import Basics
internal import Engine
internal import PostgresDriver

/// One run of `history`: reads a page of the journal, or prunes it.
package struct HistoryRun {
  /// Runs on a page when the settings give no number.
  static let defaultLimit = 20

  private let settings: Settings
  private let stop: Stop

  package init(_ settings: Settings, _ stop: Stop) {
    self.settings = settings
    self.stop = stop
  }

  /// Does the job and returns its result; a failure is part of the result.
  package func run() -> HistoryResult {
    let none = HistoryResult(
      target: RunNames.target(settings.target), page: settings[Options.page],
      limit: settings[Options.limit] ?? Self.defaultLimit, dryRun: settings[Options.dryRun])
    return JournalSession.fill(none, \.failure, settings.target, stop) { result, connection in
      if settings[Options.prune] {
        result.warnings = try ReadOnlyDefault.check(
          dryRun: settings[Options.dryRun], on: &connection)
      }
      try JournalSession.begin(settings.target, on: &connection)
      if settings[Options.prune], let keep = settings[Options.keep] {
        result.pruned = try prune(keep, on: &connection)
      } else {
        try list(&result, on: &connection)
      }
    }
  }

  /// One run more than the page holds shows whether there is a next page.
  private func list(
    _ result: inout HistoryResult, on connection: inout PostgresConnection
  ) throws {
    let filter = RunFilter(
      since: settings[Options.since], status: settings[Options.status], limit: result.limit + 1,
      offset: (result.page - 1) * result.limit)
    let runs: [JournaledRun]
    do throws(PostgresError) {
      runs = try JournalSession.reader(settings.target).runs(filter, on: &connection)
    } catch {
      guard RunStart.isWrong(error) else { throw error }
      // PostgreSQL knows the calendar: of all that is asked only the day of --since can be wrong.
      throw SyncFailure(
        .usage, .arguments, "\(Options.since.name.option): not a valid day or time",
        hint: "give a span such as 7d, or a date such as 2026-05-01")
    }
    result.runs = Array(runs.prefix(result.limit))
    result.hasMore = runs.count > result.limit
  }

  private func prune(
    _ keep: Double, on connection: inout PostgresConnection
  ) throws -> PruneCounts {
    let prune = JournalPrune(settings.target.table, keep: keep)
    let isDry = settings[Options.dryRun]
    if !isDry, let missing = try JournalCheck.missingPrivileges(JournalPrune.needs, on: &connection)
    {
      throw SyncFailure(
        .refused, .target,
        "this role lacks \(missing), which pruning the journal needs",
        hint: "GRANT DELETE ON ALL TABLES IN SCHEMA synctool to it")
    }
    if let refusal = try PruneGuard.refusal(on: &connection) { throw refusal }
    if isDry { return try prune.count(on: &connection) }
    return try WriteTransaction(settings.target, stop).run(OpenRun.begin, on: &connection) {
      try prune.delete(on: &$0)
    }
  }
}

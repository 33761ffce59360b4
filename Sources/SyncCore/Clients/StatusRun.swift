internal import Basics
package import Engine
internal import PostgresDriver

/// One run of `status`: the plan that `sync --force` would carry out, and what the journal says.
package struct StatusRun {
  private let settings: Settings
  private let observer: any RunObserver
  private let identity: RunIdentity
  private let session: KeptSession

  package init(_ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity) {
    self.settings = settings
    self.observer = observer
    self.identity = identity
    session = KeptSession(settings.target, observer.stop)
  }

  /// Does the job and returns its result; a failure is part of the result.
  package func run() -> StatusResult {
    let report: PageFile
    do throws(SyncFailure) {
      report = try PageFile(settings.report)
    } catch {
      return StatusResult(
        plan: unmade(error), journal: nil, journalAbsence: nil, journalFailure: nil,
        maxAge: settings[Options.maxAge])
    }
    var entries: [PlanEntry] = []
    let plan = plan(report.room, &entries)
    var (journal, absence, failure): (JournalSummary?, SyncFailure?, SyncFailure?)
    // A server that the plan could not reach would only cost a second wait.
    let isGone = plan.failure?.code == .unreachable && plan.failure?.stage == .target
    if !isGone, !observer.stop.isWanted {
      do {
        (journal, absence) = try readJournal(isKnown: plan.hasJournal)
        failure = settings[Options.maxAge] == nil ? nil : absence ?? age(journal)
      } catch {
        failure = JournalSession.failure(error, observer.stop)
      }
    }
    var result = StatusResult(
      plan: plan, journal: journal, journalAbsence: absence, journalFailure: failure,
      maxAge: settings[Options.maxAge])
    let page = StatusPage(settings: settings, identity: identity).page(result)
    // One that cannot be written fails only a successful run.
    if let failure = report.failure(page, entries) {
      if result.failure == nil {
        (result.failure, result.exitCode) = (failure, failure.code)
      } else {
        result.otherFailure = result.otherFailure ?? failure
      }
    }
    return result
  }

  /// What is said of a plan when nothing was read because the report cannot be written.
  private func unmade(_ failure: SyncFailure) -> SyncResult {
    let source = DocumentSource(settings.source, observer.stop).name
    let target = RunNames.target(settings.target)
    observer.started(source: source, target: target)
    var result = SyncResult(
      identity.kind, dryRun: true, force: true, source: source, target: target,
      startedAt: Clock.now(), exitCode: failure.code, failure: failure)
    result.warnings = settings.warnings
    return result
  }

  /// Makes the plan; `entries` are its own for a page that has room for that many, nil when there is to be
  /// none.
  private func plan(_ room: Int?, _ entries: inout [PlanEntry]) -> SyncResult {
    guard let room else { return ClientWork.run(planSettings, observer, identity, on: session) }
    let collector = RowCollector(observer, identity.kind, room)
    let result = ClientWork.run(planSettings, collector, identity, on: session)
    entries = collector.entries
    return result
  }

  /// A run's own path, so that status never differs from what the run says.
  private var planSettings: Settings {
    var settings = settings
    settings[Options.dryRun] = true
    settings[Options.force] = true
    settings.report = nil
    return settings
  }

  /// A failed plan hides nothing of the journal; a missing journal is a fault only when the
  /// age of the last success matters. `isKnown` says that the plan has seen one that can be read.
  private func readJournal(
    isKnown: Bool
  ) throws -> (JournalSummary?, absence: SyncFailure?) {
    try session.use { session in
      if !isKnown, !NameMeaning.isPlain(session.connection) {
        try JournalSession.requireName(settings.target, on: &session.connection)
      }
      session.connection.makeReadOnly()
      if !isKnown,
        let absence = try JournalSession.state(settings.target, on: &session.connection).need
      {
        return (nil, absence)
      }
      return (
        try JournalSession.reader(settings.target).summary(on: &session.connection), nil
      )
    }
  }

  /// Why the last success is not recent enough; nil when it is, or when its age does not matter.
  private func age(_ journal: JournalSummary?) -> SyncFailure? {
    guard let maxAge = settings[Options.maxAge], let journal else { return nil }
    let option = Options.maxAge.name.option
    guard let run = journal.lastSuccess, let age = journal.lastSuccessAge else {
      return SyncFailure(
        .failed, .target, "\(option): the journal has no successful sync",
        hint: "run synctool sync, and see synctool history")
    }
    guard age > maxAge else { return nil }
    return SyncFailure(
      .failed, .target,
      "\(option): the last successful sync, run \(run.id), ended \(SpanText.span(age)) ago,"
        + " longer ago than \(SpanText.span(maxAge))",
      hint: "see synctool history for what became of the runs since")
  }
}

/// Keeps the entries of each action that a page has room for, and passes on those a person is to see.
private final class RowCollector: RunObserver {
  private(set) var entries: [PlanEntry] = []
  private var counts: [Action: Int] = [:]
  let shown: ShownEntries
  private let observer: any RunObserver
  private let room: Int

  init(_ observer: any RunObserver, _ kind: RunKind, _ room: Int) {
    self.observer = observer
    self.room = room
    var shown = observer.shown
    if shown.actions.isEmpty { shown.limit = room }
    (shown.actions, shown.problemsOnly) = (kind.actions, false)
    self.shown = shown
  }

  var stop: Stop { observer.stop }
  func trace(_ step: String) { observer.trace(step) }
  func started(source: String, target: String) { observer.started(source: source, target: target) }
  func progress(_ progress: ReadProgress) { observer.progress(progress) }
  func settled(_ counts: Tally) { observer.settled(counts) }

  func show(_ entry: PlanEntry) throws(SyncFailure) {
    counts[entry.action, default: 0] += 1
    if counts[entry.action, default: 0] <= room {
      entries.append(entry)
    }
    if observer.shown.include(entry) { try observer.show(entry) }
  }
}

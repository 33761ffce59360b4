internal import Basics
internal import PostgresDriver
internal import Records

/// One run of `undo`, from its settings to its result.
///
/// The order: connect, look, lock, find the run, plan, write. A dry run takes the same way without the
/// locks, and plans by the same code in a transaction that cannot write.
package struct UndoRun {
  private let settings: Settings
  private let reference: RunReference
  private let observer: any RunObserver
  private let identity: RunIdentity

  package init(
    _ settings: Settings, _ reference: RunReference, _ observer: any RunObserver,
    _ identity: RunIdentity
  ) {
    self.settings = settings
    self.reference = reference
    self.observer = observer
    self.identity = identity
  }

  /// Does the job and says what came of it; a failure is a part of the result.
  package func run() -> SyncResult {
    var state = RunState(warnings: settings.warnings, observer)
    var subject: Int64?
    do {
      try execute(&subject, &state)
    } catch {
      state.failure = RunFailure.of(error, state, observer)
    }
    var result = SyncResult(
      identity.kind, runID: state.journal?.run, dryRun: settings.dryRun, force: false,
      source: subject.map(Self.name) ?? unresolvedName, target: RunNames.target(settings.target),
      counts: state.counts, planDigest: nil, startedAt: state.startedAt,
      durationSeconds: Clock.monotonic() - state.start,
      exitCode: state.failure?.code ?? exitCode(state.counts), failure: state.failure,
      planned: state.planned, committed: state.committed, warnings: state.warnings)
    result.undoes = subject
    return result
  }

  /// The code of an undo that did its job.
  private func exitCode(_ counts: Tally) -> ExitCode {
    identity.kind.exitCode(counts, tellsChanges: settings.dryRun && settings.detailedExitCode)
  }

  private static func name(_ run: Int64) -> String { "run \(run)" }

  /// What stands in the source's place as long as the run is not found.
  private var unresolvedName: String {
    if case .number(let run) = reference { Self.name(run) } else { "the last run" }
  }

  private func execute(_ subject: inout Int64?, _ state: inout RunState) throws {
    let target = RunNames.target(settings.target)
    var isAnnounced = false
    defer { if !isAnnounced { observer.started(source: unresolvedName, target: target) } }
    try frame.run(&state) { _, report, connection, state in
      let runs = UndoRuns(reference, settings)
      let table = try prepare(runs, &connection, &state)
      let found = try runs.find(table, &state.warnings, on: &connection)
      subject = found.run.id
      isAnnounced = true
      observer.started(source: Self.name(found.run.id), target: target)
      try undo(found, report, &connection, &state)
    }
  }

  private var frame: RunFrame { RunFrame(settings, observer, identity.kind) }

  /// Looks at the target and its journal, and takes the lock.
  private func prepare(
    _ runs: UndoRuns, _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws -> TargetTable {
    let (lines, table, journal) = try Preflight(settings)
      .target(mapped: false, on: &connection)
    if table == nil,
      try JournalSession.state(settings.target, on: &connection).isCurrent,
      let failure = try runs.whereabouts(on: &connection)
    {
      throw failure
    }
    try state.look(at: lines)
    guard let table else { throw SyncFailure(.unfit, .target, "the table is missing") }
    state.lastRuns = try RunPage(settings, identity).lastRuns(table, journal, on: &connection)
    if let failure = journal.need { throw failure }
    if !settings.dryRun {
      state.stage = .lock
      try RunLock.take(table.lockKey, wait: settings.wait, observer.stop, on: &connection)
    }
    state.stage = .source
    return table
  }

  private func undo(
    _ subject: UndoSubject, _ report: ReportSink?, _ connection: inout PostgresConnection,
    _ state: inout RunState
  ) throws {
    let run = subject.run
    if run.undone != nil, let other = run.undoneBy {
      state.warnings.append("run \(other) is an earlier undo of run \(run.id)")
    }
    let only = try only(subject.client.match)
    if !settings.dryRun {
      state.journal = try RunJournal.start(entry(run), subject.client, on: &connection)
    }
    state.stage = .plan
    try UndoTables(client: subject.client).create(on: &connection)
    try connection.makeReadOnly()
    let columns = try JournalColumns.read(of: subject.client.table.oid, on: &connection)
    let transaction = UndoTransaction(
      settings, observer, subject, only: only, UndoReader(columns), identity.kind,
      exitCode: exitCode
    ) { state, counts, reasons in
      RunPage(settings, identity).page(
        state, counts, reasons, code: exitCode(counts), refusal: nil, source: Self.name(run.id))
    }
    try transaction.run(report, &connection, &state)
    state.warnings += try MissingClients.warnings(
      "the run wrote no client", only, in: UndoTables.plan, on: &connection)
    if only == nil, let warning = subject.lossWarning(found: state.counts.read) {
      state.warnings.append(warning)
    }
    state.stage = .report
    try report?.finish()
    let reader = UndoReader(columns)
    try frame.show(&connection, &state) { action, connection, body in
      try reader.forEach(action, limit: observer.shown.limit, on: &connection, body)
    }
  }

  /// The clients that the undo is restricted to, by the rule that their keys were made by; nil for all.
  private func only(_ match: MatchRule) throws(SyncFailure) -> KeySet? {
    guard !settings.only.isEmpty else { return nil }
    return try KeySet(
      emails: settings.only, match: match, name: settings.onlyName,
      fromOption: settings.onlyFromOption)
  }

  private func entry(_ run: RunRecord) -> RunEntry {
    RunEntry(
      identity, source: Self.name(run.id),
      target: RunNames.target(settings.target), options: RunOptions.json(settings), undoes: run.id)
  }
}

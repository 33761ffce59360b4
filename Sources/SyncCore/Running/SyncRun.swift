internal import Basics
internal import PostgresDriver
internal import Records

/// One run of `sync`, from its settings to its result.
///
/// The order is the contract: connect, look, lock, stage, plan, guard, apply. A dry run takes the
/// same way and stops before `apply`.
package struct SyncRun {
  private let settings: Settings
  private let source: DocumentSource
  private let observer: any RunObserver
  private let identity: RunIdentity
  private let rules: PlanRules

  /// `source` is another one than that of the settings.
  package init(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity,
    source: DocumentSource? = nil
  ) {
    self.settings = settings
    self.source = source ?? DocumentSource(settings.source, observer.stop)
    self.observer = observer
    self.identity = identity
    rules = PlanRules(
      force: settings.force, onDuplicate: settings.onDuplicate,
      allowUnprotect: settings.allowUnprotect)
  }

  /// Does the job and says what came of it; a failure is a part of the result.
  package func run() -> SyncResult {
    var state = RunState(warnings: settings.warnings, observer)
    do {
      try execute(&state)
    } catch {
      state.failure = RunFailure.of(error, state, observer)
    }
    return SyncResult(
      identity.kind, runID: state.journal?.run, dryRun: settings.dryRun,
      force: settings.force, source: source.name,
      target: RunNames.target(settings.target), counts: state.counts,
      planDigest: state.planDigest, startedAt: state.startedAt,
      durationSeconds: Clock.monotonic() - state.start,
      exitCode: state.failure?.code ?? exitCode(state.counts), failure: state.failure,
      planned: state.planned, committed: state.committed, warnings: state.warnings,
      newestRecord: state.newestRecord)
  }

  /// The code of a run that did its job.
  private func exitCode(_ counts: Tally) -> ExitCode {
    identity.kind.exitCode(counts, tellsChanges: settings.dryRun && settings.detailedExitCode)
  }

  private func execute(_ state: inout RunState) throws {
    observer.started(
      source: source.name, target: RunNames.target(settings.target))
    try frame.run(&state, execute)
  }

  private var frame: RunFrame { RunFrame(settings, observer, identity.kind) }

  private func execute(
    _ only: KeySet?, _ report: ReportSink?, _ connection: inout PostgresConnection,
    _ state: inout RunState
  ) throws {
    let tables = try prepare(&connection, only, &state)
    let (plan, refusal) = try makePlan(tables, &connection, &state)
    var written: String?
    if refusal == nil, !settings.dryRun, state.counts.changes > 0 {
      written = try apply(plan, tables, report, &connection, &state)
    } else {
      if let report {
        state.stage = .report
        let reader = PlanReader(tables, rules, withTargets: false)
        try write(report, reader, state, state.counts, refusal, on: &connection)
      }
      if refusal == nil { try finishJournal(&connection, &state) }
    }
    state.stage = .report
    try report?.finish()
    try show(plan, tables, written, &connection, &state)
    if let refusal { throw refusal }
  }

  /// Looks at both sides, takes the lock and makes the temporary tables.
  private func prepare(
    _ connection: inout PostgresConnection, _ only: KeySet?, _ state: inout RunState
  ) throws -> PlanTables {
    let (lines, table, journal) = try Preflight(settings).target(on: &connection)
    try state.look(at: lines)
    guard let table else { throw SyncFailure(.unfit, .target, "the table is missing") }
    state.lastRuns = try RunPage(settings, identity).lastRuns(table, journal, on: &connection)
    if !settings.dryRun {
      state.stage = .lock
      try RunLock.take(table.lockKey, wait: settings.wait, observer.stop, on: &connection)
      if journal.isCurrent {
        state.journal = try RunJournal.start(
          entry, ClientColumns(table, settings), on: &connection)
      }
    }
    state.stage = .source
    try state.look(at: source.check())
    state.stage = .plan
    let tables = PlanTables(table, settings, only: only)
    try tables.create(on: &connection)
    try connection.makeReadOnly()
    return tables
  }

  private var entry: RunEntry {
    RunEntry(
      identity, source: source.name, target: RunNames.target(settings.target),
      options: RunOptions.json(settings))
  }

  /// Stages the source and classifies it; the refusal is why the plan may not be carried out.
  private func makePlan(
    _ tables: PlanTables, _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws -> (plan: PlanSummary, refusal: SyncFailure?) {
    let plan = try PlanMaker(settings, source, rules, planGuard, tables, observer).make(
      &state, on: &connection)
    state.counts = plan.counts
    state.planDigest = plan.digest
    state.planned = true
    state.warnings += plan.warnings
    state.warnings += try MissingClients.warnings(
      "the source has no record of", tables.layout.only, in: PlanTables.stage, on: &connection)
    state.warnings += try MissingClients.excluded(tables.layout.only, on: &connection)
    do throws(SyncFailure) {
      try planGuard.check(plan, only: tables.layout.only != nil)
    } catch {
      return (plan, error)
    }
    if let expected = settings.expect, expected != plan.digest {
      return (
        plan,
        SyncFailure(
          .planMoved, .plan, "the plan is not the one that --expect names",
          hint: "look at this plan with --dry-run and use the digest it prints")
      )
    }
    return (plan, plan.obstacle)
  }

  private var planGuard: PlanGuard { PlanGuard(settings, rules) }

  /// Writes the plan and the report in one transaction: a report that cannot be written undoes all.
  ///
  /// Returns the table that has what the written rows hold; nil where they hold what was planned.
  private func apply(
    _ plan: PlanSummary, _ tables: PlanTables, _ report: ReportSink?,
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws -> String? {
    state.stage = .apply
    let journal = state.journal
    let applier = Applier(tables, rules, plan, journal)
    var (applied, written) = (AppliedPlan(counts: state.counts), nil as String?)
    let write = WriteTransaction(settings.target, observer.stop)
    try write.run(on: &connection) { connection in
      applied = try applier.apply(on: &connection)
      written = applied.isReadAgain ? WrittenRows.table : nil
      if let report {
        let reader = PlanReader(tables, rules, withTargets: true, written: written)
        try self.write(report, reader, state, applied.counts, nil, on: &connection)
      }
      try finish(journal, applied.counts, plan.digest, on: &connection)
    }
    state.counts = applied.counts
    state.committed = true
    observer.committed()
    state.warnings += applied.warnings
    return written
  }

  /// Writes the report but for its name; the refusal is why the plan is not carried out.
  private func write(
    _ report: ReportSink, _ reader: PlanReader, _ state: RunState, _ counts: Tally,
    _ refusal: SyncFailure?, on connection: inout PostgresConnection
  ) throws {
    try report.begin(
      RunPage(settings, identity).page(
        state, counts, try PlanReasons.read(on: &connection),
        code: refusal?.code ?? exitCode(counts), refusal: refusal,
        source: source.name))
    try reader.forEach(on: &connection) { try report.add($0) }
    try report.settle()
  }

  /// Ends the run in the journal where there is nothing to write.
  private func finishJournal(
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws {
    guard let journal = state.journal else { return }
    let write = WriteTransaction(settings.target, observer.stop)
    try write.run(on: &connection) { connection in
      try finish(journal, state.counts, state.planDigest, on: &connection)
    }
  }

  private func finish(
    _ journal: RunJournal?, _ counts: Tally, _ digest: String?,
    on connection: inout PostgresConnection
  ) throws {
    guard let journal else { return }
    try journal.addRejections(identity.kind.problems, on: &connection)
    try journal.finish(
      counts: counts.json(identity.kind), exitCode: exitCode(counts), planDigest: digest,
      on: &connection)
  }

  private func show(
    _ plan: PlanSummary, _ tables: PlanTables, _ written: String?,
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws {
    let reader = PlanReader(tables, rules, withTargets: false, written: written)
    let limit = observer.shown.limit
    try frame.show(&connection, &state) { action, connection, body in
      // Implied ones have no rows in the plan until they are to be shown or read again.
      if action == .create, plan.impliesCreates, written == nil {
        try tables.listCreates(limit: limit, on: &connection)
      }
      try reader.forEach(
        action, limit: limit, problems: observer.shown.problemsOnly, on: &connection, body)
    }
  }
}

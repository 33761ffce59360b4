package import Basics
internal import PostgresDriver
package import Records

/// One run of any work, from the request to its result.
///
/// The order is the contract: report, session, look, lock, journal, prepare, plan, guard, apply, report, show.
/// A dry run takes the same path and stops before `apply`.
package struct RunEngine<Job: Work> {
  let job: Job
  let request: RunRequest
  let observer: any RunObserver
  let identity: RunIdentity
  private let session: KeptSession

  /// `session` is given when other runs of the command use it too: one with the request's target.
  package init(
    _ job: Job, _ request: RunRequest, _ observer: any RunObserver, _ identity: RunIdentity,
    on session: KeptSession? = nil
  ) {
    self.session = session ?? KeptSession(request.target, observer.stop)
    self.job = job
    self.request = request
    self.observer = observer
    self.identity = identity
  }

  /// Does the job and returns its result; a failure is part of the result.
  package func run() -> SyncResult {
    var state = RunState(warnings: request.warnings, observer)
    var subject: Job.Subject?
    do {
      try open(&subject, &state)
    } catch {
      state.failure = RunFailure.of(error, state, observer)
    }
    var result = SyncResult(
      identity.kind, dryRun: request.dryRun, force: job.overwrites,
      source: job.source(of: subject).name, target: RunNames.target(target(of: subject)),
      startedAt: state.startedAt, exitCode: state.failure?.code ?? exitCode(state.counts),
      failure: state.failure)
    (result.runID, result.journalHint) = (state.journal?.run, state.journalHint)
    (result.planned, result.counts, result.planDigest) = (
      state.planned, state.counts, state.planDigest
    )
    result.committed = state.committed
    result.documents = state.documents?.count
    result.links = state.links
    result.classes = state.classes
    result.durationSeconds = Clock.monotonic() - state.start
    result.warnings = state.warnings.map(request.mask.text)
    result.newestRecord = state.newestRecord
    result.undoes = subject.flatMap(job.undoes)
    result.table = job.subjectName ?? subject.map { target(of: $0).table.full }
    result.hasJournal = state.hasJournal
    return result
  }

  /// The exit code of a run that did its job.
  func exitCode(_ counts: Tally) -> ExitCode {
    identity.kind.exitCode(
      counts, tellsChanges: request.dryRun && request.tellsChanges)
  }

  /// Opens what a run needs and carries it out; the journal keeps why it ended.
  ///
  /// Throws what prevents the run from starting.
  private func open(_ subject: inout Job.Subject?, _ state: inout RunState) throws {
    var isAnnounced = false
    func announce(_ source: (name: String, isFinal: Bool), atLast: Bool = false) {
      guard !isAnnounced, source.isFinal || atLast else { return }
      isAnnounced = true
      observer.started(source: source.name, target: RunNames.target(target(of: subject)))
    }
    announce(job.source(of: nil))
    defer { announce(job.source(of: nil), atLast: true) }
    let only = try request.only.get()
    let report = try request.report.map(ReportSink.init)
    job.begin()
    try session.use { session in
      do {
        let (table, journal) = try look(&session.connection, &state)
        state.hasJournal = journal.isCurrent
        let found = try job.subject(table, only: only, &state, on: &session.connection)
        subject = found
        if journal == .foreign { state.journalHint = "the schema synctool holds something else" }
        announce(job.source(of: found))
        try requireDocuments(found, journal, &session.connection)
        // They go with the note in the journal, where one is kept.
        session.make(job.tables(found))
        if !request.dryRun, journal.isCurrent {
          state.journal = try OpenRun.start(
            entry(found), found.client, on: &session.connection)
        }
        try lookAtSource(found, &state)
        try finish(found, report, &session.connection, &state)
      } catch {
        state.failure = failure(error, subject, state, &session.connection)
      }
      if !request.dryRun { session.connection.releaseAdvisoryLocks() }
    }
  }

  /// What the error makes of the run, as kept in the journal.
  private func failure(
    _ error: any Error, _ subject: Job.Subject?, _ state: RunState,
    _ connection: inout PostgresConnection
  ) -> SyncFailure {
    var failure = RunFailure.of(error, state, observer)
    guard let journal = state.journal, let table = subject?.client.table else { return failure }
    if !state.committed, !observer.stop.isWanted {
      failure = JournalChange.cause(of: error, table, on: &connection) ?? failure
    }
    let counts = state.documents?.json(identity.kind) ?? state.counts.json(identity.kind)
    journal.fail(
      failure, counts: state.planned ? counts : [:],
      with: state.documents.map { DocumentJournal(journal).note($0.outcomes) } ?? [],
      on: &connection)
    return failure
  }

  /// Looks at the target and takes the lock; looks anew where it had to wait for that.
  private func look(
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws -> (TargetTable, JournalState) {
    let warnings = state.warnings
    let first =
      request.dryRun ? nil : job.lockedTable.map { RunLock.tryFirst($0, on: &connection) }
    let found = try believe(&connection, &state)
    if request.dryRun { return found }
    state.stage = .lock
    // What was seen was seen under the lock, unless the name is another table's by now.
    let key = job.lockKey(found.0)
    if first?.key == key { return found }
    let waited = try RunLock.take(
      key, of: job.subjectName, wait: request.wait, observer.stop, on: &connection)
    if !waited { return found }
    // Who held the lock, or anybody else, may have altered what was seen before the wait.
    (state.stage, state.warnings) = (.target, warnings)
    let now = try believe(&connection, &state)
    if job.lockKey(now.0) != key { throw TableState.replaced(found.0) }
    return now
  }

  /// What the target is like by now: its table, whether a journal is kept, and the runs before this one.
  private func believe(
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws -> (TargetTable, JournalState) {
    let findings = try job.look(on: &connection)
    let table = try state.table(of: findings)
    try page.readLastRuns(table, findings.journal, &state, on: &connection)
    if Job.needsJournal, let failure = findings.journal.need { throw failure }
    return (table, findings.journal)
  }

  private func lookAtSource(_ subject: Job.Subject, _ state: inout RunState) throws {
    try job.lookAtSource(subject, &state)
    state.stage = .plan
  }

  private func entry(_ subject: Job.Subject) -> RunOpening {
    RunOpening(
      identity: identity, source: job.source(of: subject).name,
      target: RunNames.target(target(of: subject)), options: request.options,
      undoes: job.undoes(subject), subject: job.subjectName,
      lockKey: job.lockKey(subject.client.table))
  }

  /// The target with the table that the run is about, which an undo takes from its run.
  func target(of subject: Job.Subject?) -> TargetSetting {
    var target = request.target
    if let table = subject?.client.table {
      target.table = QualifiedName(schema: table.schema, name: table.name)
    }
    return target
  }

  /// Plans, writes unless something forbids it, and shows what became of it.
  private func finish(
    _ subject: Job.Subject, _ report: ReportSink?, _ connection: inout PostgresConnection,
    _ state: inout RunState
  ) throws {
    let known =
      Job.plansUnderLock && !request.dryRun ? nil : try makePlan(subject, &connection, &state)
    let (plan, applied) = try write(known, subject, report, &connection, &state)
    if applied == nil { try endWithoutWrites(plan, subject, report, &connection, &state) }
    state.stage = .report
    try report?.finish()
    try show(plan, applied, subject, &connection, &state)
    if let refusal = plan.refusal { throw refusal }
  }

  /// Plans on the caller's session, for a table that the caller has looked at, and hands over the entries: a run up
  /// to its first write, without lock, journal and report. Returns why the plan may not be carried out.
  package func preview(
    _ table: TargetTable, only: KeySet?, on session: inout Session, _ state: inout RunState,
    _ entry: (PlanEntry) throws -> Void
  ) throws -> SyncFailure? {
    let subject = try job.subject(table, only: only, &state, on: &session.connection)
    session.make(job.tables(subject))
    try lookAtSource(subject, &state)
    let plan = try makePlan(subject, isPreview: true, &session.connection, &state)
    for action in identity.kind.entries.map(\.action) where plan.counts[action] > 0 {
      try read(
        EntryQuery(action: action), plan, nil, subject, on: &session.connection, entry)
    }
    return plan.refusal
  }

  /// Makes the plan where it is not made under the lock.
  private func makePlan(
    _ subject: Job.Subject, isPreview: Bool = false, _ connection: inout PostgresConnection,
    _ state: inout RunState
  ) throws -> WorkPlan<Job.Details> {
    guard Job.plansUnderLock else {
      return try makePlan(inside: subject, isPreview: isPreview, &connection, &state)
    }
    return try connection.transaction(.snapshot("begin the plan")) { connection in
      try makePlan(inside: subject, isPreview: isPreview, &connection, &state)
    }
  }

  /// Makes the plan in the transaction that there is, and hands it to the state: whatever ends the run from then
  /// on, its result and its pages know the plan. Nobody is told the digest of a preview.
  func makePlan(
    inside subject: Job.Subject, isPreview: Bool = false, _ connection: inout PostgresConnection,
    _ state: inout RunState
  ) throws -> WorkPlan<Job.Details> {
    let wantsDigest = request.dryRun && !isPreview || request.expect != nil
    var plan = try job.plan(
      subject, inFull: wantsDigest || request.report != nil, &state, on: &connection)
    let digest =
      wantsDigest ? try PlanDigest.compute(job.relation(subject, nil), on: &connection) : nil
    let stop = try Guard(limits: job.limits).stop(
      plan.counts, of: plan.whole, subject.client.table, on: &connection)
    plan.refusal = plan.stop ?? stop ?? moved(digest) ?? plan.obstacle
    state.take(plan, digest)
    return plan
  }

  /// Why a plan with this digest is not the one that was asked for; nil when it is, or any is right.
  private func moved(_ digest: String?) -> SyncFailure? {
    guard let expected = request.expect, expected != digest else { return nil }
    return SyncFailure(
      .planMoved, .plan, "the plan does not match the digest given to --expect",
      hint: "review this plan with --dry-run and use the digest it prints")
  }
}

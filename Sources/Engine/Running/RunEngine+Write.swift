internal import Basics
internal import PostgresDriver

extension RunEngine {
  /// Writes the plan, the report and the journal's final entry in one transaction: a report that cannot be
  /// written rolls everything back. A missing plan is made there, under the lock.
  ///
  /// Returns nil beside a plan of which nothing is written.
  func write(
    _ known: WorkPlan<Job.Details>?, _ subject: Job.Subject, _ report: ReportSink?,
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws -> (WorkPlan<Job.Details>, AppliedPlan?) {
    if let known, !isWritten(known) { return (known, nil) }
    state.stage = .apply
    if let known, let writes = job.documents(subject) {
      return (known, try write(writes, known, subject, report, &connection, &state))
    }
    let warnings = state.warnings
    let (plan, applied) = try inTransaction(&connection) { connection in
      // What a transaction that is tried again has said does not count.
      state.warnings = warnings
      let held = known == nil ? try job.hold(subject, on: &connection) : subject
      let plan = try known ?? makePlan(inside: held, &connection, &state)
      guard isWritten(plan) else {
        // The plan is kept to be shown, by a COMMIT whose loss leaves nothing unknown.
        try connection.execute(PostgresStatement("write nothing", "SET TRANSACTION READ ONLY"))
        return (plan, nil as AppliedPlan?)
      }
      let applied = try job.apply(
        plan, held, state.journal.map { ChangeRecorder($0, held.client) }, on: &connection)
      state.warnings += applied.warnings
      if let report {
        try writeReport(report, plan, applied, held, state, on: &connection)
      }
      finishJournal(state, job.relation(held, applied), applied, on: &connection)
      return (plan, applied)
    }
    guard let applied else { return (plan, nil) }
    (state.counts, state.links) = (applied.counts, applied.links)
    state.committed = applied.counts.changes + (applied.links?.changes ?? 0) > 0
    if state.committed { observer.committed() }
    return (plan, applied)
  }

  /// True when the plan is carried out: it has something to write, and nothing forbids it.
  private func isWritten(_ plan: WorkPlan<Job.Details>) -> Bool {
    !request.dryRun && plan.hasChanges && plan.refusal == nil
  }

  /// Ends a run that writes nothing: with its report and, unless the plan is refused, with its entry in the
  /// journal.
  func endWithoutWrites(
    _ plan: WorkPlan<Job.Details>, _ subject: Job.Subject, _ report: ReportSink?,
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws {
    if let report {
      state.stage = .report
      try writeReport(report, plan, nil, subject, state, on: &connection)
    }
    guard plan.refusal == nil, state.journal != nil else { return }
    try inTransaction(&connection) { connection in
      finishJournal(
        state, job.relation(subject, nil), AppliedPlan(counts: state.counts), on: &connection)
    }
  }

  func inTransaction<Outcome>(
    _ connection: inout PostgresConnection,
    _ body: (inout PostgresConnection) throws -> Outcome
  ) throws -> Outcome {
    let write = WriteTransaction(request.target, observer.stop)
    return try write.run(on: &connection, body)
  }

  var page: RunPage {
    RunPage(request: request, identity: identity, subject: job.subjectName)
  }

  /// Writes the report under a temporary name.
  func writeReport(
    _ report: ReportSink, _ plan: WorkPlan<Job.Details>, _ applied: AppliedPlan?,
    _ subject: Job.Subject, _ state: RunState, on connection: inout PostgresConnection
  ) throws {
    let counts = applied?.counts ?? state.counts
    try report.begin(
      page.page(
        state, counts,
        try PlanReasons.read(of: job.relation(subject, applied).table, on: &connection),
        code: plan.refusal?.code ?? exitCode(counts), refusal: plan.refusal,
        source: job.source(of: subject).name, target: target(of: subject)))
    let query = EntryQuery(withTargets: applied != nil)
    try read(query, plan, applied, subject, on: &connection) { try report.add($0) }
    try report.settle()
  }

  func finishJournal(
    _ state: RunState, _ plan: PlanRelation, _ applied: AppliedPlan,
    on connection: inout PostgresConnection
  ) {
    guard let journal = state.journal else { return }
    if !identity.kind.problems.isEmpty {
      journal.addRejections(identity.kind.problems, plan, on: &connection)
    }
    journal.finish(
      counts: applied.json(identity.kind), exitCode: exitCode(applied.counts),
      planDigest: state.planDigest, on: &connection)
  }

  /// Hands over the entries to show, action by action; after a lost session there are none to
  /// read.
  func show(
    _ plan: WorkPlan<Job.Details>, _ applied: AppliedPlan?, _ subject: Job.Subject,
    _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws {
    state.stage = .output
    guard connection.isUsable else {
      state.warnings.append("the list of changes was lost with the connection")
      return
    }
    observer.settled(state.counts)
    let actions = observer.shown.actions.filter { state.counts[$0] > 0 }
    // Nothing more is written: others need not wait for the list, nor the run for a turn of its own. Of a refused plan the
    // journal is told later, and without the lock the run would be taken for a crashed one until then.
    if !request.dryRun, plan.refusal == nil, !actions.isEmpty {
      connection.queueReleaseOfAdvisoryLocks()
    }
    do {
      for action in actions {
        let query = EntryQuery(
          action: action, limit: observer.shown.limit, problemsOnly: observer.shown.problemsOnly)
        try read(query, plan, applied, subject, on: &connection) { try observer.show($0) }
      }
    } catch let error as PostgresError where state.committed {
      // The job is done: a stop or a lost connection costs only the list.
      state.warnings.append("the list of changes was cut short: \(error.message)")
    }
  }

  /// Hands over entries of the plan, masked; `applied` is nil when nothing was carried out.
  func read(
    _ query: EntryQuery, _ plan: WorkPlan<Job.Details>, _ applied: AppliedPlan?,
    _ subject: Job.Subject, on connection: inout PostgresConnection,
    _ body: (PlanEntry) throws -> Void
  ) throws {
    try job.complete(plan, subject, applied, for: query, on: &connection)
    let reader = PlanReader(plan: job.relation(subject, applied))
    try reader.forEach(query, on: &connection) { try body(request.mask.entry($0)) }
  }
}

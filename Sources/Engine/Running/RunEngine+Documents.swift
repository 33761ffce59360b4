internal import Basics
internal import PostgresDriver

extension RunEngine {
  /// Makes sure, before anything is read, that a run which writes documents can, and that the journal can keep what it
  /// does.
  func requireDocuments(
    _ subject: Job.Subject, _ journal: JournalState, _ connection: inout PostgresConnection
  ) throws {
    guard let writes = job.documents(subject) else { return }
    if let fault = writes.source.writeFault { throw fault }
    guard !request.dryRun, journal.isCurrent else { return }
    let missing = try JournalCheck.missingPrivileges(DocumentJournal.needs, on: &connection)
    guard let missing else { return }
    throw SyncFailure(
      .refused, .target, "this role lacks \(missing), which the journal needs",
      hint: JournalCheck.grants)
  }

  /// Writes the plan's documents: what will be written is noted and committed first, then the documents are written one
  /// by one, and at last the report and the journal's final entry in one transaction.
  func write(
    _ writes: DocumentWrites, _ plan: WorkPlan<Job.Details>, _ subject: Job.Subject,
    _ report: ReportSink?, _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws -> AppliedPlan {
    let applier = DocumentApplier(
      writes: writes, plan: job.relation(subject, nil),
      journal: state.journal.map(DocumentJournal.init), kind: identity.kind, stop: observer.stop)
    var progress = DocumentProgress(plan.counts)
    try applier.begin(progress, on: &connection)
    // Whatever ends it, the state knows how far it has come.
    defer { state.documents = progress }
    do {
      try applier.run(&progress, on: &connection) { observer.wroteDocuments() }
    } catch {
      state.committed = progress.isBegun
      throw error
    }
    state.committed = progress.isBegun
    let applied = AppliedPlan(counts: progress.counts, documents: progress.count)
    // Of a failure from here on the journal is told the outcomes, too.
    state.documents = progress
    try inTransaction(&connection) { connection in
      if let journal = applier.journal {
        connection.queue(journal.note(progress.outcomes))
      }
      if let report {
        try writeReport(report, plan, applied, subject, state, on: &connection)
      }
      finishJournal(state, job.relation(subject, applied), applied, on: &connection)
    }
    progress.isSettled = true
    state.counts = applied.counts
    return applied
  }
}

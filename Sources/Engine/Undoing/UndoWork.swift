internal import Basics
package import PostgresDriver
package import Records

/// Takes back what a run wrote: it plans under the lock; a plan that is only shown is made by the same code in
/// a transaction that cannot write.
package struct UndoWork: Work {
  package static let plansUnderLock = true
  package static let needsJournal = true
  package let overwrites = false

  private let runs: UndoRuns
  private let only: (MatchRule) throws -> KeySet?

  /// `only` gives the keys that the undo is restricted to, by the rule of the run; nil for all.
  package init(
    _ reference: RunReference, _ request: RunRequest, _ today: UndoColumns,
    only: @escaping (MatchRule) throws -> KeySet? = { _ in nil }
  ) {
    runs = UndoRuns(reference: reference, request: request, today: today)
    self.only = only
  }

  package func source(of subject: UndoSubject?) -> (name: String, isFinal: Bool) {
    if let subject { return ("run \(subject.run.id)", true) }
    guard case .number(let run) = runs.reference else { return ("the last run", false) }
    return ("run \(run)", false)
  }

  package func undoes(_ subject: UndoSubject) -> Int64? { subject.run.id }

  package func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    let (request, isNamed) = (runs.request, runs.reference != .last)
    var target = request.target
    if isNamed, let table = try runs.table(on: &connection) { target.table = table }
    let findings = try Preflight.findings(target, dryRun: request.dryRun, on: &connection)
    if !isNamed, findings.table == nil { try runs.requireUnmoved(on: &connection) }
    return findings
  }

  package func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> UndoSubject {
    state.stage = .source
    var subject = try runs.find(table, &state.warnings, on: &connection)
    let run = subject.run
    if run.undone != nil, let other = run.undoneBy {
      state.warnings.append("run \(other) is an earlier undo of run \(run.id)")
    }
    subject.keepsLinks = state.keepsLinks
    // The rule that made the run's keys may differ from today's.
    subject.only = try self.only(subject.client.match)
    subject.shown = try JournalColumns.read(of: table.oid, on: &connection)
    if let columns = subject.named {
      let (known, gone) = try columns.known(on: &connection)
      subject.named = known
      state.warnings += gone.map {
        "run \(run.id) changed ids in \($0), which does not exist any more"
      }
      let (holders, lines) = try subject.holderReader.read(
        dryRun: runs.request.dryRun, on: &connection)
      try state.look(at: lines)
      subject.holders = holders
    }
    return subject
  }

  package func tables(_ subject: UndoSubject) -> TemporaryTables {
    subject.tables.temporary
  }

  package func hold(
    _ subject: UndoSubject, on connection: inout PostgresConnection
  ) throws -> UndoSubject {
    try UndoLock(subject: subject).take(on: &connection)
  }

  package func plan(
    _ subject: UndoSubject, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<UndoPlan> {
    let (plan, only) = (UndoPlan(subject, runs.today), subject.only)
    var counts = try plan.make(on: &connection)
    var warnings: [String] = []
    let links = try plan.linkOutlook(on: &connection)
    let missing =
      try plan.missingDelete(counts, on: &connection)
      ?? plan.missingDelete(of: links, on: &connection)
    if let missing, runs.request.dryRun {
      warnings.append("\(missing.message): the undo itself would be refused")
    }
    warnings += try connection.ask(
      MissingClients.warnings(
        "the run did not write", only, in: UndoTables.plan))
    if only == nil, let warning = subject.lossWarning(found: counts.read) {
      counts.isShort = true
      warnings.append(warning)
    }
    return WorkPlan(
      counts: counts,
      obstacle: plan.publicationRefusal(counts) ?? (runs.request.dryRun ? nil : missing),
      warnings: warnings, links: links, details: plan)
  }

  package func apply(
    _ plan: WorkPlan<UndoPlan>, _ subject: UndoSubject, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) throws -> AppliedPlan {
    var applied = try plan.details.apply(plan.counts, recorder, on: &connection)
    applied.counts.isShort = plan.counts.isShort
    return applied
  }

  package func relation(_ subject: UndoSubject, _ applied: AppliedPlan?) -> PlanRelation {
    UndoTables.relation(subject.shown)
  }
}

/// The columns of today that name a client's id, key and time, for a run that has not recorded its own, and the
/// columns of other tables that hold such ids without a foreign key.
package typealias UndoColumns = (
  id: String, key: String, time: String?, references: [NamedReference]
)

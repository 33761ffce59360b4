internal import Basics
package import PostgresDriver
package import Records

/// Takes back what a run wrote into documents: each gets back what it had, where it still holds what the run left, by the
/// same guarded writes as any run's.
///
/// Documents are written one by one: what a run wrote before it failed or crashed can be taken back, too.
package struct DocumentUndoWork: Work {
  package static let needsJournal = true
  package let overwrites = false

  private let found: DocumentRun
  private let request: RunRequest
  private let today: UndoColumns
  /// The collection by the settings of today; nil where they name no server, or the run's documents are of several.
  private let documents: DocumentSource?
  private let stop: Stop
  private let progress: (ReadProgress) -> Void
  private let only: (MatchRule) throws -> KeySet?

  /// `source` is where the settings read documents from: only its server counts. `only` gives the keys that the undo is
  /// restricted to, by the rule of the run; nil for all.
  package init(
    _ found: DocumentRun, _ request: RunRequest, _ today: UndoColumns, _ source: SourceSetting,
    _ observer: any RunObserver, only: @escaping (MatchRule) throws -> KeySet? = { _ in nil }
  ) {
    (self.found, self.request, self.today, self.only) = (found, request, today, only)
    (stop, progress) = (observer.stop, { observer.progress($0) })
    documents = found.source(source).map { DocumentSource($0, observer.stop) }
  }

  package var subjectName: String? { found.run.subject }

  package func lockKey(_ table: TargetTable) -> Int64 { found.lockKey }

  package func source(of subject: DocumentUndoSubject?) -> (name: String, isFinal: Bool) {
    ("run \(found.run.id)", true)
  }

  package func undoes(_ subject: DocumentUndoSubject) -> Int64? { found.run.id }

  package func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    try Preflight.findings(request.target, dryRun: request.dryRun, isRead: true, on: &connection)
  }

  package func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> DocumentUndoSubject {
    state.stage = .source
    state.warnings += try found.confirm(dryRun: request.dryRun, on: &connection)
    if documents == nil, let system = found.systems.first {
      throw SyncFailure(
        .unfit, .settings,
        "run \(found.run.id) wrote documents of \(SafeText.escape(system)), and the settings name no"
          + " MongoDB server", hint: "set MONGODB_URI to the server that has them")
    }
    // An undo names the run that it took back in place of a server.
    let hosts = documents?.hosts.joined(separator: ",") ?? ""
    if found.run.undoes == nil, !found.run.source.contains(hosts) {
      state.warnings.append(
        "run \(found.run.id) read \(SafeText.escape(found.run.source)), and MONGODB_URI names the"
          + " server \(hosts)")
    }
    return DocumentUndoSubject(
      client: JournaledTable(
        table, idName: today.id, keyName: today.key, match: found.match, timeName: today.time),
      only: try self.only(found.match))
  }

  package func tables(_ subject: DocumentUndoSubject) -> TemporaryTables {
    DocumentUndoTables.temporary
  }

  package func plan(
    _ subject: DocumentUndoSubject, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<Void> {
    var counts = Tally()
    if let writes = documents(subject) {
      counts = try DocumentUndoPlanner(run: found.run, writes: writes, stop: stop)
        .make(subject.only, progress, on: &connection)
    }
    if counts.read == 0, subject.only != nil {
      throw SyncFailure(
        .stopped, .plan, "the run wrote none of the named clients",
        hint: "check the emails; synctool show lists the documents of a run")
    }
    return WorkPlan(counts: counts, details: ())
  }

  package func apply(
    _ plan: WorkPlan<Void>, _ subject: DocumentUndoSubject, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) -> AppliedPlan { AppliedPlan(counts: plan.counts) }

  package func documents(_ subject: DocumentUndoSubject) -> DocumentWrites? {
    guard let documents, let system = found.systems.first else { return nil }
    return DocumentUndoTables.writes(system, documents)
  }

  package func relation(_ subject: DocumentUndoSubject, _ applied: AppliedPlan?) -> PlanRelation {
    DocumentUndoTables.relation
  }
}

/// What an undo of documents is about: those of the run; the table is the settings', of which nothing is written.
package struct DocumentUndoSubject: RunSubject {
  package let client: JournaledTable
  /// The users whom the undo is restricted to; nil for all.
  let only: KeySet?
}

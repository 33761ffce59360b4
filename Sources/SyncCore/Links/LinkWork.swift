internal import Basics
package import Engine
package import PostgresDriver
package import Records

/// Compares links with both sides, and removes those whose document or row is gone.
package struct LinkWork: Work {
  /// How many links a prune may remove where nobody has said: a source that renewed its `_id`s looks like one from
  /// which all are gone.
  private static let standardLimit = Percentage("5").map(ChangeLimit.percent)

  package let overwrites = false
  private let settings: Settings
  private let isPrune: Bool
  private let source: DocumentSource
  private let observer: any RunObserver

  /// Looks and writes nothing; a failure is part of the result.
  package static func check(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity
  ) -> SyncResult {
    var settings = settings
    settings[Options.dryRun] = true
    return run(settings, observer, identity, isPrune: false)
  }

  /// Removes the links, unless the settings ask for a dry run; a failure is part of the result.
  package static func prune(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity
  ) -> SyncResult {
    run(settings, observer, identity, isPrune: true)
  }

  private static func run(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity, isPrune: Bool
  ) -> SyncResult {
    let work = LinkWork(settings, observer, isPrune: isPrune)
    return RunEngine(work, RunRequest(settings), observer, identity).run()
  }

  private init(_ settings: Settings, _ observer: any RunObserver, isPrune: Bool) {
    (self.settings, self.observer, self.isPrune) = (settings, observer, isPrune)
    source = DocumentSource(settings.source, observer.stop)
  }

  package var lockedTable: QualifiedName? { settings.target.table }

  package var limits: [Action: ChangeLimit] {
    guard isPrune, let standard = Self.standardLimit else { return [:] }
    return [.delete: standard].merging(settings.changeLimits) { $1 }
  }

  package func source(of subject: LinkSubject?) -> (name: String, isFinal: Bool) {
    (source.name, true)
  }

  package func begin() { source.beginOpening() }

  package func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    try Preflight.findings(settings, on: &connection)
  }

  /// A document that is gone is known by a complete read, whoever is named.
  package func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> LinkSubject {
    guard state.keepsLinks else {
      throw SyncFailure(
        .unfit, .target, "the target database keeps no links", hint: "run synctool init --links")
    }
    guard let name = settings.linkSource else {
      let option = Options.sourceName.name.option
      throw SyncFailure(
        .usage, .arguments, "the source is a file, which has no links without \(option)",
        hint: "say which collection it was exported from: \(option) DB.COLLECTION")
    }
    if !settings[Options.dryRun],
      let missing = try JournalCheck.missingPrivileges([("links", ["DELETE"])], on: &connection)
    {
      throw SyncFailure(
        .refused, .target, "the role lacks \(missing)",
        hint: "GRANT DELETE ON synctool.links to the role")
    }
    let links = LinkSet(table, source: name)
    return LinkSubject(
      tables: PlanTables(table, settings, only: nil, links: links), links: links, only: only)
  }

  package func lookAtSource(_ subject: LinkSubject, _ state: inout RunState) throws {
    state.stage = .source
    try state.look(
      at: source.check(countingUpTo: KnownSpace.leastDocuments(subject.tables, settings)))
  }

  package func tables(_ subject: LinkSubject) -> TemporaryTables {
    let idType = subject.client.idType
    return TemporaryTables(
      "create the staging tables", subject.tables.temporary + [LinkFindings.temporary(idType)],
      late: [])
  }

  package func plan(
    _ subject: LinkSubject, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<Int> {
    let maker = PlanMaker(
      settings: settings, source: source, planner: findings(subject), observer: observer)
    var plan = try maker.make(&state, on: &connection)
    if plan.details == 0 {
      plan.stop = SyncFailure(
        .stopped, .plan, "the source has no record at all",
        hint: "check the source: every document would be taken for gone")
    }
    return plan
  }

  private func findings(_ subject: LinkSubject) -> LinkFindings {
    LinkFindings(
      tables: subject.tables, links: subject.links, isPrune: isPrune, only: subject.only)
  }

  package func apply(
    _ plan: WorkPlan<Int>, _ subject: LinkSubject, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) throws -> AppliedPlan {
    guard let recorder else { preconditionFailure("links are kept where a journal is") }
    connection.queue(Session.setUpWrite)
    let writer = try LinkRecorder(subject.links, recorder, on: &connection)
    let removed = try writer.remove(
      "SELECT f.source_id, f.key FROM \(LinkFindings.table) f", on: &connection)
    let totals = try connection.ask(subject.links.totals)
    return AppliedPlan(counts: plan.counts, links: LinkCount(removed: removed).with(totals))
  }

  package func relation(_ subject: LinkSubject, _ applied: AppliedPlan?) -> PlanRelation {
    findings(subject).relation
  }
}

/// The links of a collection and a table.
package struct LinkSubject: RunSubject {
  let tables: PlanTables
  let links: LinkSet
  /// The clients that a prune is restricted to; nil for all.
  let only: KeySet?

  package var client: JournaledTable { tables.client }
}

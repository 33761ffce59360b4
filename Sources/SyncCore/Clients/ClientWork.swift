internal import Basics
package import Engine
package import PostgresDriver
package import Records

/// Brings the clients of a source into the target: `sync`, and other commands that are one with other settings.
package struct ClientWork: Work {
  private let settings: Settings
  private let observer: any RunObserver
  private let source: DocumentSource
  private let rules: PlanRules

  /// `source` is given when it is not that of the settings; `seesOwners` as in `PlanRules`.
  init(
    _ settings: Settings, _ observer: any RunObserver, source: DocumentSource? = nil,
    seesOwners: Bool = false
  ) {
    self.source = source ?? DocumentSource(settings.source, observer.stop)
    self.settings = settings
    self.observer = observer
    rules = PlanRules(
      force: settings[Options.force], onDuplicate: settings[Options.onDuplicate],
      allowUnprotect: settings[Options.allowUnprotect], seesOwners: seesOwners)
  }

  /// Carries out one run and returns its result; a failure is part of the result.
  ///
  /// `source` is given when it is not that of the settings, `session` when other runs use it too.
  package static func run(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity,
    source: DocumentSource? = nil, on session: KeptSession? = nil
  ) -> SyncResult {
    let work = ClientWork(settings, observer, source: source)
    return RunEngine(work, RunRequest(settings), observer, identity, on: session).run()
  }

  package var overwrites: Bool { settings[Options.force] }

  package var lockedTable: QualifiedName? { settings.target.table }

  package var limits: [Action: ChangeLimit] { settings.changeLimits }

  package func source(of subject: PlanTables?) -> (name: String, isFinal: Bool) {
    (source.name, true)
  }

  package func begin() { source.beginOpening() }

  package func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    try Preflight.findings(settings, on: &connection)
  }

  package func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) -> PlanTables {
    PlanTables(table, settings, only: only, links: links(table, &state))
  }

  /// The links of the source; nil where none are kept, and for a file that stands for no collection.
  private func links(_ table: TargetTable, _ state: inout RunState) -> LinkSet? {
    if let links = settings.links(of: table, state) { return links }
    guard state.keepsLinks else { return nil }
    let warning =
      "links: not used, the source is a file without \(Options.sourceName.name.option)"
    if !state.warnings.contains(warning) { state.warnings.append(warning) }
    return nil
  }

  package func lookAtSource(_ tables: PlanTables, _ state: inout RunState) throws {
    state.stage = .source
    try state.look(
      at: source.check(countingUpTo: KnownSpace.leastDocuments(tables, settings)))
  }

  package func tables(_ tables: PlanTables) -> TemporaryTables {
    TemporaryTables(
      "create the staging tables", tables.temporary + AttemptTables.of(tables.client.idType),
      late: WrittenRows.tables)
  }

  /// Stages the source and classifies it.
  package func plan(
    _ tables: PlanTables, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<PlanSummary> {
    let maker = PlanMaker(
      settings: settings, source: source,
      planner: Planner(tables: tables, rules: rules, inFull: inFull), observer: observer)
    var plan = try maker.make(&state, on: &connection)
    plan.stop = SourceGuard(settings, rules).stop(plan.details, only: tables.layout.only != nil)
    return plan
  }

  package func apply(
    _ plan: WorkPlan<PlanSummary>, _ tables: PlanTables, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) throws -> AppliedPlan {
    try Applier(tables: tables, rules: rules, plan: plan.details, recorder: recorder)
      .apply(on: &connection)
  }

  package func relation(_ tables: PlanTables, _ applied: AppliedPlan?) -> PlanRelation {
    tables.relation(rules, written: applied?.isReadAgain == true ? WrittenRows.table : nil)
  }

  /// Implied creates have no rows in the plan until they are to be shown.
  package func complete(
    _ plan: WorkPlan<PlanSummary>, _ tables: PlanTables, _ applied: AppliedPlan?,
    for query: EntryQuery, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    guard query.action == .create, plan.details.impliesCreates, applied?.isReadAgain != true
    else { return }
    tables.listCreates(limit: query.limit, on: &connection)
  }
}

extension PlanTables: RunSubject {}

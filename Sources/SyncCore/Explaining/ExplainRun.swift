internal import Basics
internal import PostgresDriver
internal import Records

/// Finds out everything about some clients; writes nothing.
package struct ExplainRun {
  private let settings: Settings
  private let observer: any RunObserver
  private let identity: RunIdentity
  private let brief: Bool

  /// The clients are `settings.only`. `brief` leaves twins, rows, history and references out.
  package init(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity, brief: Bool = false
  ) {
    self.settings = settings
    self.observer = observer
    self.identity = identity
    self.brief = brief
  }

  /// Does the job; a failure is a part of the result.
  package func run() -> ExplainResult {
    var result = ExplainResult(
      source: RunNames.source(settings.source), target: RunNames.target(settings.target),
      isBrief: brief, warnings: settings.warnings)
    var state = RunState(warnings: [], observer)
    do {
      try execute(&result, &state)
      let mask = Mask(settings)
      result.clients = result.clients.map { $0.masked(by: mask) }
    } catch {
      result.clients = []
      result.failure = RunFailure.of(error, state, observer)
    }
    return result
  }

  private func execute(_ result: inout ExplainResult, _ state: inout RunState) throws {
    let only = try KeySet(
      emails: settings.only, match: settings.match, name: settings.onlyName,
      fromOption: settings.onlyFromOption)
    var connection = try TargetSession.open(settings.target, observer.stop)
    try connection.makeReadOnly()
    let tables = try prepare(only, &connection)
    let keys = only.keys.map { String(decoding: $0, as: UTF8.self) }
    let names = ClientNames(
      keys: keys, forms: brief ? [] : try CompatibilityForms.of(keys, on: &connection),
      match: settings.match)
    state.stage = .source
    var found = FoundClients(names, settings.mapping)
    try SourceScan(settings, tables.layout, observer).read(into: &found, on: &connection)
    state.stage = .plan
    let plain = brief ? nil : try verdicts(force: false, found)
    let forced = try verdicts(force: true, found)
    let present = settings.force ? forced : plain ?? forced
    result.obstacle = present.obstacle
    for warning in present.warnings where !result.warnings.contains(warning) {
      result.warnings.append(warning)
    }
    let view = ClientView(names, found, plain: plain ?? forced, forced: forced)
    result.clients = try view.clients(on: &connection)
    guard !brief else { return }
    state.stage = .target
    try addTarget(tables, names, &result.clients, &connection)
  }

  private func verdicts(force: Bool, _ found: FoundClients) throws(SyncFailure) -> PlanVerdicts {
    try PlanVerdicts(settings, force: force, found.documents, observer, identity)
  }

  /// Looks at the target as a dry run does.
  private func prepare(
    _ only: KeySet, _ connection: inout PostgresConnection
  ) throws -> PlanTables {
    var settings = settings
    settings.dryRun = true
    let (lines, table, _) = try Preflight(settings, observer.stop).target(on: &connection)
    if let failure = CheckLine.failure(lines) { throw failure }
    guard let table else { throw SyncFailure(.unfit, .target, "the table is missing") }
    return PlanTables(table, settings, only: only)
  }

  /// The rows, the comparison, the history, and what refers to the rows.
  private func addTarget(
    _ tables: PlanTables, _ names: ClientNames, _ clients: inout [Explanation],
    _ connection: inout PostgresConnection
  ) throws {
    let found = try TargetLook(tables, settings.mapping, names).read(on: &connection)
    let columns = try ReferenceReader(
      tables.table, id: settings.mapping.id, named: settings.references
    ).columns(on: &connection)
    let counter = ReferenceCounter(tables.table, id: settings.mapping.id)
    let history = try HistoryLook(tables.client, on: &connection)
    for place in clients.indices {
      clients[place].rows = found[place].rows
      clients[place].nearRows = found[place].nearRows
      clients[place].nearRowCount = found[place].nearRowCount
      clients[place].compare(tables.columns.map(\.layout.column))
      let own = found[place].rows.map(\.id)
      clients[place].history = try history.history(
        ofKey: clients[place].key, ids: own, on: &connection)
      clients[place].references = try counter.references(
        columns, ids: own + found[place].nearRows.map(\.id), on: &connection)
    }
  }
}

internal import Basics
internal import PostgresDriver
internal import Records

/// Finds out everything about some clients; writes nothing.
package struct ExplainRun {
  private let settings: Settings
  private let source: DocumentSource
  private let observer: any RunObserver
  private let identity: RunIdentity
  private let brief: Bool

  /// The clients are `settings.only`. `brief` leaves twins, rows, history and references out; `source` is
  /// another one than that of the settings.
  package init(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity, brief: Bool = false,
    source: DocumentSource? = nil
  ) {
    self.settings = settings
    self.source = source ?? DocumentSource(settings.source, observer.stop)
    self.observer = observer
    self.identity = identity
    self.brief = brief
  }

  /// Does the job; a failure is a part of the result.
  package func run() -> ExplainResult {
    var result = ExplainResult(
      source: source.name, target: RunNames.target(settings.target),
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
    try look(for: &found, tables.layout, on: &connection)
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
    try PlanVerdicts(
      settings, force: force, DocumentSource(found.documents, of: source), observer, identity)
  }

  /// Reads the whole source for the clients and their twins.
  ///
  /// From a server twins are looked for by their emails alone, and the mapped fields are asked for of
  /// the records with the very keys.
  private func look(
    for found: inout FoundClients, _ layout: RowLayout, on connection: inout PostgresConnection
  ) throws {
    let isServer = source.answersQueries
    if !isServer || !found.names.forms.isEmpty {
      try source.read(
        .names(layout), progress: observer.progress, restart: { found.forgetAll() }
      ) {
        try found.add($0, on: &connection)
      }
    }
    if isServer {
      found.forgetRecords()
      try source.read(
        .records(layout), progress: observer.progress, restart: { found.forgetRecords() }
      ) {
        try found.add($0, onlyRecords: true, on: &connection)
      }
    }
    source.release()
    try found.finish(on: &connection)
  }

  /// Looks at the target as a dry run does.
  private func prepare(
    _ only: KeySet, _ connection: inout PostgresConnection
  ) throws -> PlanTables {
    var settings = settings
    settings.dryRun = true
    let (lines, table, _) = try Preflight(settings).target(on: &connection)
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

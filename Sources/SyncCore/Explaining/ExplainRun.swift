internal import Basics
package import Engine
internal import PostgresDriver
internal import Records

/// Finds out everything about some clients; writes nothing.
package struct ExplainRun {
  private let settings: Settings
  private let source: DocumentSource
  private let observer: any RunObserver
  private let identity: RunIdentity
  private let brief: Bool
  private let session: KeptSession

  /// The clients are `settings.only`. `brief` leaves out twins, rows, history and references; `source` is
  /// given when it is not that of the settings, `session` when other runs use it too.
  package init(
    _ settings: Settings, _ observer: any RunObserver, _ identity: RunIdentity, brief: Bool = false,
    source: DocumentSource? = nil, on session: KeptSession? = nil
  ) {
    self.session = session ?? KeptSession(settings.target, observer.stop)
    self.settings = settings
    self.source = source ?? DocumentSource(settings.source, observer.stop)
    self.observer = observer
    self.identity = identity
    self.brief = brief
  }

  /// Does the job; a failure is part of the result.
  package func run() -> ExplainResult {
    var result = ExplainResult(
      source: source.name, target: RunNames.target(settings.target),
      isBrief: brief, warnings: settings.warnings)
    var state = RunState(warnings: settings.warnings, observer)
    do {
      let only = try KeySet(
        emails: settings.only, match: settings[Options.match], name: settings.onlyName,
        fromOption: settings.onlyFromOption)
      source.beginOpening()
      try session.use { session in
        try execute(only, &result, &session, &state)
      }
      let mask = Mask(settings)
      result.clients = result.clients.map { $0.masked(by: mask) }
    } catch {
      result.clients = []
      result.failure = RunFailure.of(error, state, observer)
    }
    return result
  }

  private func execute(
    _ only: KeySet, _ result: inout ExplainResult, _ session: inout Session,
    _ state: inout RunState
  ) throws {
    // Looks as a dry run does, which finds a role's read-only default: the session is made so afterwards.
    let findings = try Preflight.findings(planned, on: &session.connection)
    let table = try state.table(of: findings)
    session.connection.makeReadOnly()
    result.warnings = state.warnings.filter {
      $0.hasPrefix(Stage.target.rawValue) || settings.warnings.contains($0)
    }
    let tables = PlanTables(table, planned, only: only)
    let keys = only.keys.map { String(decoding: $0, as: UTF8.self) }
    let names = ClientNames(
      keys: keys, forms: brief ? [] : try CompatibilityForms.of(keys, on: &session.connection),
      match: settings[Options.match])
    let links = try settings.links(of: table, state).map {
      try LinkLook($0, tables, keys, on: &session.connection)
    }
    state.stage = .source
    var found = FoundClients(names, settings.mapping, owners: links?.owners ?? RowOwners([]))
    try look(for: &found, tables, only, on: &session.connection)
    let judged = PlanTables(table, planned, only: only.adding(found.owners.keys))
    let plain = brief ? nil : try verdicts(false, found, judged, &session, &state)
    let forced = try verdicts(true, found, judged, &session, &state)
    let present = settings[Options.force] ? forced : plain ?? forced
    result.obstacle = present.obstacle
    let view = ClientView(names: names, found: found, plain: plain ?? forced, forced: forced)
    result.clients = try view.clients(on: &session.connection)
    try links?.read(into: &result.clients, found, on: &session.connection)
    guard !brief else { return }
    state.stage = .target
    try addTarget(tables, names, findings.journal, &result.clients, &session.connection)
  }

  /// The settings of a dry run: nothing is written here.
  private var planned: Settings {
    var settings = settings
    settings[Options.dryRun] = true
    (settings.report, settings[Options.expect]) = (nil, nil)
    return settings
  }

  /// Warnings about the records themselves do not concern the real source.
  private func verdicts(
    _ force: Bool, _ found: FoundClients, _ tables: PlanTables, _ session: inout Session,
    _ state: inout RunState
  ) throws -> PlanVerdicts {
    var settings = planned
    settings[Options.force] = force
    let watcher = StepWatcher(observer: observer)
    let work = ClientWork(
      settings, watcher, source: DocumentSource(found.documents, of: source),
      seesOwners: !found.owners.hasKeyless)
    // The entries are matched with the records by their keys: what is shown is masked at the end.
    var request = RunRequest(settings)
    request.mask = .none
    return try PlanVerdicts(
      RunEngine(work, request, watcher, identity), tables, on: &session, &state)
  }

  /// Reads the whole source for the clients and their twins.
  ///
  /// A server is asked for the emails alone to find twins, and those who own the rows of the clients, and for the mapped
  /// fields of the records with the exact keys.
  private func look(
    for found: inout FoundClients, _ tables: PlanTables, _ only: KeySet,
    on connection: inout PostgresConnection
  ) throws {
    let looksAtAll =
      !source.answersQueries || !found.names.forms.isEmpty || !found.owners.isEmpty
    for onlyRecords in (looksAtAll ? [false] : []) + (source.answersQueries ? [true] : []) {
      var layout = tables.layout
      layout.only = only.adding(found.owners.keys)
      found.forgetRecords()
      try source.read(
        onlyRecords ? .records(layout) : .names(layout), progress: observer.progress,
        restart: { onlyRecords ? found.forgetRecords() : found.forgetAll() }
      ) {
        try found.add($0, onlyRecords: onlyRecords, on: &connection)
      } broken: { fault, rest in
        try found.add(rest, onlyRecords: onlyRecords, broken: fault, on: &connection)
      }
    }
    source.release()
    try found.finish(on: &connection)
  }

  /// The rows, the comparison, the history, and what refers to the rows.
  private func addTarget(
    _ tables: PlanTables, _ names: ClientNames, _ journal: JournalState,
    _ clients: inout [Explanation], _ connection: inout PostgresConnection
  ) throws {
    let references = ReferenceReader(
      tables.table, id: settings.mapping.id, named: settings.references)
    let look = TargetLook(tables: tables, mapping: settings.mapping, names: names)
    let (foreignKeys, shown) = try look.read(
      into: &clients,
      beside: references.foreignKeys.and(JournalColumns.question(of: tables.table.oid)),
      on: &connection)
    let columns = try references.columns(beside: foreignKeys, on: &connection)
    let counter = ReferenceCounter(table: tables.table, id: settings.mapping.id)
    let history = HistoryLook(tables.client, journal, shown)
    for place in clients.indices {
      clients[place].compare(tables.columns.map(\.layout.column))
      let own = clients[place].rows.map(\.id)
      clients[place].history = try history.history(
        ofKey: clients[place].key, ids: own, on: &connection)
      clients[place].references = try counter.references(
        columns, ids: own + clients[place].nearRows.map(\.id), on: &connection)
    }
  }
}

/// Watches a plan of records that were read before, which makes no progress to report.
private struct StepWatcher: RunObserver {
  let observer: any RunObserver
  var stop: Stop { observer.stop }

  func trace(_ step: String) { observer.trace(step) }
}

internal import Basics
internal import PostgresDriver
internal import Records

/// Reads the source and makes the plan, from the first document again where the target moved.
struct PlanMaker {
  private let settings: Settings
  private let tables: PlanTables
  private let planner: Planner
  private let observer: any RunObserver

  init(
    _ settings: Settings, _ rules: PlanRules, _ planGuard: PlanGuard, _ tables: PlanTables,
    _ observer: any RunObserver
  ) {
    self.settings = settings
    self.tables = tables
    self.observer = observer
    planner = Planner(
      tables, rules, wantsDigest: settings.dryRun || settings.expect != nil,
      wantsRows: planGuard.needsRowCount, wantsEntries: settings.report != nil)
  }

  /// Throws what `SourceReader.read` throws, and `TransactionError`.
  func make(
    _ state: inout RunState, on connection: inout PostgresConnection
  ) throws -> PlanSummary {
    let reader = SourceReader(settings, tables.layout, observer)
    var stager = Stager(
      tables, overlaps: SourceReader.neverWaits(settings.source),
      known: try knownTarget(on: &connection))
    while true {
      state.stage = .source
      try reader.read(into: &stager, on: &connection)
      state.newestRecord = stager.newest
      state.stage = .plan
      if let plan = try planner.plan(stager, on: &connection) {
        state.warnings += SourceWarnings(settings, tables.layout).sentences(stager, plan)
        return plan
      }
      stager.stageEverything()
      try stager.restart(on: &connection)
    }
  }

  /// The target's rows, where it pays to know them before the source is read: the source can be read
  /// again at no cost when they have moved, and is no small part of what the target holds. Under row
  /// security what this role sees may change without any row being written.
  private func knownTarget(on connection: inout PostgresConnection) throws -> KnownTarget? {
    guard tables.layout.only == nil, !tables.table.rowSecurityActive,
      case .file(let path) = settings.source,
      let fileSize = Preflight.contentSize(path)
    else { return nil }
    let tableSize = try tables.table.size(on: &connection)
    guard tableSize > 0, fileSize >= tableSize / 2 else { return nil }
    return try KnownTarget(tables, on: &connection)
  }
}

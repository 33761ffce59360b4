internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Reads the source and makes the plan, from the first document again where the target moved.
struct PlanMaker {
  let settings: Settings
  let source: DocumentSource
  let planner: Planner
  let observer: any RunObserver

  private var tables: PlanTables { planner.tables }

  /// Throws what `DocumentSource.read` throws, `PostgresError`, and `TransactionError`.
  func make(
    _ state: inout RunState, on connection: inout PostgresConnection
  ) throws -> WorkPlan<PlanSummary> {
    var stager = Stager(
      tables, overlaps: source.neverWaits, known: try knownTarget(on: &connection))
    while true {
      state.stage = .source
      try stage(&stager, on: &connection)
      state.newestRecord = stager.newest
      state.stage = .plan
      if let plan = try planner.plan(stager, on: &connection) {
        state.warnings += SourceWarnings(settings: settings, layout: tables.layout).sentences(
          stager, plan.details)
        return plan
      }
      stager.stageEverything()
      try stager.restart(on: &connection)
    }
  }

  /// Reads the whole source into the stage; again where it may hold several records of a key one of which was
  /// taken for known: then none of them is. A file that keeps changing is staged as a whole.
  private func stage(
    _ stager: inout Stager, on connection: inout PostgresConnection
  ) throws {
    try read(into: &stager, on: &connection)
    var again = false
    while stager.claimedRepeat {
      if again { stager.stageEverything() }
      again = true
      try stager.restart(on: &connection)
      try read(into: &stager, on: &connection)
    }
    source.release()
    try stager.finish(on: &connection)
  }

  private func read(
    into stager: inout Stager, on connection: inout PostgresConnection
  ) throws {
    try source.read(
      .records(tables.layout), progress: observer.progress,
      restart: { try stager.restart(on: &connection) }
    ) {
      try stager.add($0, on: &connection)
    } broken: { fault, rest in
      try stager.add(broken: fault, rest, on: &connection)
    }
    if stager.sawNothingMapped,
      let failure = source.lackOfFields(stager.firstNames ?? [], tables.layout)
    {
      throw failure
    }
  }

  /// The target's rows, where it pays to know them before the source is read: the source can be read
  /// again at no cost when they have changed, and is a considerable part of what the target holds. Under row
  /// security, what this role sees may change without any row being written.
  private func knownTarget(on connection: inout PostgresConnection) throws -> KnownTarget? {
    guard tables.layout.only == nil, !tables.table.rowSecurityActive,
      let fileSize = source.contentSize
    else { return nil }
    let size = try tables.table.size(on: &connection)
    guard size.bytes > 0, fileSize >= size.bytes / 2, size.rows <= KnownRows.most else {
      return nil
    }
    return try KnownTarget(tables, on: &connection)
  }
}

internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// What is made of a source once it is staged.
protocol StagePlanner {
  associatedtype Details
  var tables: PlanTables { get }
  /// True where whoever equals a row gets its link, unless it has one.
  var adopts: Bool { get }

  /// Makes a plan from what was staged; nil when the known rows have changed since, and every record must be staged.
  func plan(
    _ stager: borrowing Stager, on connection: inout PostgresConnection
  ) throws -> WorkPlan<Details>?

  /// What is worth knowing about the records and their plan, one sentence each.
  func warnings(
    _ stager: borrowing Stager, _ details: Details, _ settings: Settings
  ) -> [String]
}

/// Reads the source and makes the plan, from the first document again where the target moved.
struct PlanMaker<Planner: StagePlanner> {
  let settings: Settings
  let source: DocumentSource
  let planner: Planner
  let observer: any RunObserver

  private var tables: PlanTables { planner.tables }

  /// Throws what `DocumentSource.read` throws, `PostgresError`, and `TransactionError`.
  func make(
    _ state: inout RunState, on connection: inout PostgresConnection
  ) throws -> WorkPlan<Planner.Details> {
    var stager = try stager(&state, on: &connection)
    while true {
      state.stage = .source
      try fill(&stager, &state, on: &connection)
      state.newestRecord = stager.newest
      state.stage = .plan
      if let plan = try planner.plan(stager, on: &connection) {
        state.warnings += planner.warnings(stager, plan.details, settings)
        return plan
      }
      stager.stageEverything()
      try stager.restart(on: &connection)
    }
  }

  /// A record of a server shares its key with one that was taken for known.
  private struct FoundRival: Error {}

  /// Stages the whole source, in one transaction where its rows are to be frozen.
  private func fill(
    _ stager: inout Stager, _ state: inout RunState, on connection: inout PostgresConnection
  ) throws {
    // Nothing waits while the source may keep the run waiting: no transaction stays open.
    if !source.isInMemory { try connection.sendQueue() }
    guard stager.freezes else { return try stage(&stager, &state, on: &connection) }
    do throws(TransactionError) {
      try connection.transaction(.staging("begin to stage")) { connection in
        try stage(&stager, &state, on: &connection)
      }
    } catch {
      throw error.cause
    }
  }

  /// Reads the whole source into the stage; again where it may hold several records of a key one of which was
  /// taken for known: then none of them is. A file that keeps changing is staged as a whole.
  private func stage(
    _ stager: inout Stager, _ state: inout RunState, on connection: inout PostgresConnection
  ) throws {
    do {
      try read(into: &stager, on: &connection)
    } catch is FoundRival {
      try readAgain(stagingEverything: true, into: &stager, on: &connection)
    }
    var again = false
    while stager.claimedRepeat {
      try readAgain(stagingEverything: again, into: &stager, on: &connection)
      again = true
    }
    if stager.isSurvey, !(try stageChosen(&stager, &state, on: &connection)) {
      try readAgain(stagingEverything: true, into: &stager, on: &connection)
    }
    source.release()
    try stager.finish(on: &connection)
  }

  /// After a survey of the source, reads it again and stages what must be; false when that cannot be known,
  /// because the file of fingerprints has failed, or the source is another one by now.
  private func stageChosen(
    _ stager: inout Stager, _ state: inout RunState, on connection: inout PostgresConnection
  ) throws -> Bool {
    do {
      try stager.choose { try observer.stop.check(.source) }
    } catch let fault as SystemFault {
      state.warnings.append(Self.warning(fault))
      return false
    }
    let surveyed = source.version
    try read(into: &stager, on: &connection)
    return source.version == surveyed && !source.hasChanged
  }

  private func readAgain(
    stagingEverything: Bool, into stager: inout Stager, on connection: inout PostgresConnection
  ) throws {
    if stagingEverything { stager.stageEverything() }
    try stager.restart(on: &connection)
    try read(into: &stager, on: &connection)
  }

  private func read(
    into stager: inout Stager, on connection: inout PostgresConnection
  ) throws {
    let isServer = source.answersQueries
    try source.read(
      .records(tables.layout), progress: observer.progress,
      restart: { try stager.restart(on: &connection) }
    ) {
      try stager.add($0, on: &connection)
      // To read it twice would cost more than to stage what is left to read.
      if isServer, stager.claimedRepeat { throw FoundRival() }
    } broken: { fault, rest in
      try stager.add(broken: fault, rest, on: &connection)
    }
    if stager.sawNothingMapped,
      let failure = source.lackOfFields(stager.firstNames ?? [], tables.layout)
    {
      throw failure
    }
  }

  private func stager(
    _ state: inout RunState, on connection: inout PostgresConnection
  ) throws -> Stager {
    let memory = settings[Options.memory]
    let budget = memory.keys(ofServer: source.answersQueries)
    var known: KnownTarget?
    do {
      known = try knownTarget(memory, budget, on: &connection)
    } catch let fault as SystemFault {
      state.warnings.append(Self.warning(fault))
    }
    if known == nil {
      source.endReading()
      source.readAhead = memory.readAhead
    }
    let most = known == nil ? budget.ledgerAlone : budget.ledgerBesideRows
    let expected = source.expectedCount.map { KeyBudget.ledger(keys: $0) }
    // A look at the file is cheaper than PostgreSQL's at the whole stage; without it, that one is made.
    let isFull = known == nil && (expected ?? 0) > most
    let spilled = isFull ? try? SpilledKeys(in: settings.temporaryFolders) : nil
    return Stager(
      tables, overlaps: source.neverWaits,
      freezes: (source.contentSize ?? 0) > KeyBudget.chunk, known: known,
      ledger: min(expected ?? most, most), spilled,
      chunk: source.answersQueries && known == nil ? budget.largeChunk : KeyBudget.chunk)
  }

  /// The target's rows, where it pays to know them before the source is read: the source can be read
  /// again when they have changed, and is a considerable part of what the target holds.
  private func knownTarget(
    _ memory: MemoryBudget, _ budget: KeyBudget, on connection: inout PostgresConnection
  ) throws -> KnownTarget? {
    guard source.contentSize != nil || source.answersQueries,
      let space = KnownSpace(
        tables, bytes: budget.rows,
        folders: source.answersQueries ? nil : settings.temporaryFolders)
    else { return nil }
    if let fileSize = source.contentSize {
      guard fileSize >= space.table.bytes / 2 else { return nil }
    } else {
      guard let least = space.leastDocuments, source.isServer(withAtLeast: least) else {
        return nil
      }
    }
    return try KnownTarget.read(
      tables, in: space, adopts: planner.adopts, on: &connection
    ) { room, leavesMemory in
      let keys = space.bytes(ofRoom: room) + budget.ledgerBesideRows
      source.readAhead(
        memory.readAhead(besideKeys: keys), of: leavesMemory ? .records(tables.layout) : nil)
    }
  }

  private static func warning(_ fault: SystemFault) -> String {
    "target: more rows than --memory has room for, and no temporary file for the rest: \(fault.words);"
      + " all records were compared in PostgreSQL (let TMPDIR name a folder with free space, or raise"
      + " \(Options.memory.name.option))"
  }
}

internal import Basics
internal import PostgresDriver

/// Finds the run that an undo takes back.
struct UndoRuns {
  let reference: RunReference
  let request: RunRequest
  let today: UndoColumns

  /// Finds the run in the journal and makes sure that there is something to take back; adds to
  /// `warnings` when it passes over later runs.
  ///
  /// Throws `SyncFailure` with `.unfit` for a run that is unknown, not done, of another kind, or whose table is gone or
  /// another one by now, and `PostgresError`.
  func find(
    _ table: TargetTable, _ warnings: inout [String], on connection: inout PostgresConnection
  ) throws -> UndoSubject {
    let reader = JournalReader(schema: table.schema, table: table.name)
    guard let (run, later) = try run(reader, on: &connection) else { throw unknown(reader) }
    warnings += later.warnings(before: run.id)
    guard RunKind.of(run.command)?.canBeUndone == true else {
      throw Self.foreign(run)
    }
    guard let memory = try RunMemory.read(run.id, on: &connection) else { throw unknown(reader) }
    try requireTable(of: run, memory, table)
    // The session holds the table's lock, unless it is a dry run's: no other run is in progress then.
    let status = run.status == .running && !request.dryRun ? .crashed : run.status
    if status != .done {
      throw Self.unfit(
        "run \(run.id) \(Self.words(status)): there is nothing to undo",
        status == .running ? "wait for it to end" : "synctool history lists the runs")
    }
    return try UndoSubject(run, memory, table, today)
  }

  /// The name that the run's table has today, whatever the settings name; nil where the journal does not know.
  func table(on connection: inout PostgresConnection) throws(PostgresError) -> QualifiedName? {
    try place(on: &connection)?.place.table
  }

  /// Throws where the settings' table is gone because it was moved: the last run knows where it went.
  func requireUnmoved(on connection: inout PostgresConnection) throws {
    guard let (run, place) = try place(on: &connection), let table = place.table,
      table.full != request.target.table.full
    else { return }
    throw Self.unfit(
      "the table \(request.target.table.full) does not exist: run \(run) wrote to what is"
        + " now \(place.name)", "set SYNCTOOL_TABLE=\(place.name)")
  }

  private func place(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> (run: Int64, place: RunMemory.Place)? {
    guard try JournalSession.state(request.target, on: &connection).isCurrent,
      let (run, _) = try run(JournalSession.reader(request.target), on: &connection),
      let place = try RunMemory.read(run.id, on: &connection)?.place
    else { return nil }
    return (run.id, place)
  }

  /// The run, and for the last one those after it; nil when the journal has no such run.
  private func run(
    _ reader: JournalReader, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (run: JournaledRun, later: LaterRuns)? {
    switch reference {
    case .number(let number): try reader.run(number, on: &connection).map { ($0, LaterRuns()) }
    case .last: try reader.lastWriter(on: &connection)
    }
  }

  private func requireTable(
    of run: JournaledRun, _ memory: RunMemory, _ table: TargetTable
  ) throws(SyncFailure) {
    if let named = memory.named, let recorded = memory.recorded, named != recorded {
      throw Self.unfit(
        "run \(run.id) wrote to what is now \(recorded.name), and \(named.name) is another table",
        "give the run's table its name back, or correct by hand what synctool show \(run.id) lists")
    }
    guard let place = memory.place else {
      throw Self.unfit(
        "run \(run.id) wrote to \(run.subject), which is gone",
        "synctool show \(run.id) lists what it wrote")
    }
    if place.oid != table.oid { throw TableState.replaced(table) }
  }

  private func unknown(_ reader: JournalReader) -> SyncFailure {
    switch reference {
    case .number(let number):
      Self.unfit("the journal has no run \(number)", "synctool history lists the runs")
    case .last:
      Self.unfit(
        "the journal has no run on \(reader.schema).\(reader.table) that is done and wrote something",
        "synctool history lists the runs")
    }
  }

  private static func words(_ status: RunStatus) -> String {
    switch status {
    case .running: "is still in progress"
    case .failed: "failed and wrote nothing"
    case .crashed: "crashed and wrote nothing"
    case .done: "is done"
    }
  }

  /// That the run is of a kind that is not known here, or not undone.
  static func foreign(_ run: JournaledRun) -> SyncFailure {
    unfit(
      "run \(run.id) ran the command \"\(SafeText.escape(run.command))\", which this synctool cannot"
        + " undo", "undo it with the synctool that ran it")
  }

  static func unfit(_ message: String, _ hint: String) -> SyncFailure {
    SyncFailure(.unfit, .source, message, hint: hint)
  }
}

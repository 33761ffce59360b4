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
  /// Throws `SyncFailure` with `.unfit` for a run that is unknown, of another table, not done, or of another kind, and
  /// `PostgresError`.
  func find(
    _ table: TargetTable, _ warnings: inout [String], on connection: inout PostgresConnection
  ) throws -> UndoSubject {
    let reader = JournalReader(schema: table.schema, table: table.name)
    let run = try run(reader, &warnings, on: &connection)
    guard RunKind.of(run.command)?.canBeUndone == true else {
      throw unfit(
        "run \(run.id) ran the command \"\(SafeText.escape(run.command))\", which this synctool cannot"
          + " undo", "undo it with the synctool that ran it")
    }
    guard let memory = try RunMemory.read(run.id, on: &connection) else { throw unknown(reader) }
    try requireTable(of: run, memory, table)
    // The session holds the table's lock, unless it is a dry run's: no other run is in progress then.
    let status = run.status == .running && !request.dryRun ? .crashed : run.status
    if status != .done {
      throw unfit(
        "run \(run.id) \(Self.words(status)): there is nothing to undo",
        status == .running ? "wait for it to end" : "synctool history lists the runs")
    }
    return try UndoSubject(run, memory, table, today)
  }

  /// Why the settings' table does not exist: the run may know where it went. nil when it does not.
  func whereabouts(on connection: inout PostgresConnection) throws -> SyncFailure? {
    let reader = JournalSession.reader(request.target)
    var ignored: [String] = []
    guard let run = try? run(reader, &ignored, on: &connection),
      let memory = try RunMemory.read(run.id, on: &connection), let place = memory.place,
      place.name.text != "\(reader.schema).\(reader.table)"
    else { return nil }
    return unfit(
      "the table \(reader.schema).\(reader.table) does not exist: run \(run.id) wrote to what is"
        + " now \(place.name)", "set SYNCTOOL_TABLE=\(place.name)")
  }

  private func run(
    _ reader: JournalReader, _ warnings: inout [String],
    on connection: inout PostgresConnection
  ) throws -> JournaledRun {
    switch reference {
    case .number(let number):
      if let run = try reader.run(number, on: &connection) { return run }
    case .last:
      if let (run, passedOver) = try reader.lastWriter(on: &connection) {
        if let words = Self.passedOver(passedOver) {
          warnings.append("\(words): run \(run.id) is the latest that wrote something")
        }
        return run
      }
    }
    throw unknown(reader)
  }

  /// `skipped run 7, which wrote nothing`; nil when there is none.
  private static func passedOver(_ runs: [Int64]) -> String? {
    guard let last = runs.first else { return nil }
    if runs.count == 1 { return "skipped run \(last), which wrote nothing" }
    return "skipped runs \(runs.prefix(20).reversed().map { "\($0)" }.joined(separator: ", "))"
      + (runs.count > 20 ? " and \(runs.count - 20) before them" : "")
      + ", which wrote nothing"
  }

  private func requireTable(
    of run: JournaledRun, _ memory: RunMemory, _ table: TargetTable
  ) throws(SyncFailure) {
    if let named = memory.named, let recorded = memory.recorded, named != recorded {
      if [named.oid, recorded.oid].contains(table.oid) {
        throw unfit(
          "run \(run.id) wrote to what is now \(recorded.name), and \(named.name) is another table",
          "give the run's table its name back, or correct by hand what synctool show \(run.id) lists"
        )
      }
    }
    let origin = "run \(run.id) wrote to \(run.subject)"
    guard let place = memory.place else {
      throw unfit("\(origin), which is gone", "synctool show \(run.id) lists what it wrote")
    }
    if place.oid == table.oid { return }
    let now = memory.named == nil ? ", which is now \(place.name)" : ""
    throw unfit(
      "\(origin)\(now), and the settings name \(table.schema).\(table.name)",
      "set SYNCTOOL_TABLE=\(place.name)")
  }

  private func unknown(_ reader: JournalReader) -> SyncFailure {
    switch reference {
    case .number(let number):
      unfit("the journal has no run \(number)", "synctool history lists the runs")
    case .last:
      unfit(
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

  private func unfit(_ message: String, _ hint: String) -> SyncFailure {
    SyncFailure(.unfit, .source, message, hint: hint)
  }
}

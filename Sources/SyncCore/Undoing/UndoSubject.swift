internal import PostgresDriver

/// The run that an undo takes back.
enum UndoSubject {
  /// Finds the run in the journal and makes sure that there is something to take back.
  ///
  /// `isLocked` is true when this session holds the table's lock: then no other run is under way.
  /// Throws `SyncFailure` with `.unfit` for a run that is unknown, another table's, or not done, and
  /// `PostgresError`.
  static func find(
    _ reference: RunReference, _ table: TargetTable, isLocked: Bool,
    on connection: inout PostgresConnection
  ) throws -> RunRecord {
    let reader = JournalReader(schema: table.schema, table: table.name)
    guard let run = try reader.run(reference, on: &connection) else {
      throw unfit(unknown(reference, table), "synctool history lists the runs")
    }
    if run.tableSchema != table.schema || run.tableName != table.name {
      throw unfit(
        "run \(run.id) wrote to \(run.tableSchema).\(run.tableName), and the settings name"
          + " \(table.schema).\(table.name)", "set SYNCTOOL_TABLE to the run's table")
    }
    let status = run.status == .running && isLocked ? .crashed : run.status
    if status != .done {
      throw unfit(
        "run \(run.id) \(words(status)): there is nothing to take back",
        status == .running ? "wait for it to end" : "synctool history lists the runs")
    }
    return run
  }

  private static func unknown(_ reference: RunReference, _ table: TargetTable) -> String {
    switch reference {
    case .number(let number): "the journal has no run \(number)"
    case .last: "the journal has no run on \(table.schema).\(table.name) that is done"
    }
  }

  private static func words(_ status: RunStatus) -> String {
    switch status {
    case .running: "is still under way"
    case .failed: "failed and wrote nothing"
    case .crashed: "crashed and wrote nothing"
    case .done: "is done"
    }
  }

  private static func unfit(_ message: String, _ hint: String) -> SyncFailure {
    SyncFailure(.unfit, .source, message, hint: hint)
  }
}

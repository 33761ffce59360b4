internal import Basics
internal import MongoDriver
internal import PostgresDriver

/// Turns what ended a run into the failure that its result holds.
enum RunFailure {
  /// A stop that was asked for is the cause of whatever broke after it, unless the run was done.
  static func of(_ error: any Error, _ state: RunState, _ observer: any RunObserver) -> SyncFailure
  {
    var failure = plain(error, state.stage)
    if state.committed {
      failure.message += "; the changes themselves are committed"
      failure.code = .failed
      return failure
    }
    if failure.code == .outcomeUnknown { return failure }
    return observer.stop.failure(state.stage) ?? failure
  }

  /// The failure that the error is, whatever asked the run to stop.
  static func plain(_ error: any Error, _ stage: Stage) -> SyncFailure {
    switch error {
    case let failure as SyncFailure: failure
    case let error as PostgresError: of(error, stage)
    case let error as TransactionError: plain(error.cause, stage)
    case let error as MongoError: SyncFailure(error)
    case let error as SourceFileError: SyncFailure(error)
    case is JSONFault:
      SyncFailure(
        .failed, stage, "a value of the target cannot be read as JSON",
        hint: "look for jsonb values nested deeper than \(JSONReader.jsonbDepthLimit) levels")
    default: SyncFailure(.failed, stage, "an unexpected error of type \(type(of: error))")
    }
  }

  /// What PostgreSQL says of a statement is not what mends the journal, or a trigger.
  private static func of(_ error: PostgresError, _ stage: Stage) -> SyncFailure {
    var failure = SyncFailure(error, stage)
    if error.schema == JournalSchema.name {
      failure.hint =
        "the journal's own tables were altered: take back what was done to them in the schema synctool, or"
        + " make it anew by synctool init --remove --force and synctool init"
    } else if error.isWithinFunction, ["0A", "25", "42"].contains(error.sqlState?.classCode) {
      failure.hint = "it arose in a trigger or a function: look at the triggers of the table"
    }
    return failure
  }
}

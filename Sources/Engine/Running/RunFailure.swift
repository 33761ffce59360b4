package import Basics
internal import MongoDriver
internal import PostgresDriver

/// Turns what ended a run into the failure that its result holds.
package enum RunFailure {
  /// A requested stop is the cause of whatever broke after it, unless the run was done.
  package static func of(
    _ error: any Error, _ state: RunState, _ observer: any RunObserver
  ) -> SyncFailure {
    var failure = plain(error, state.stage)
    if let documents = state.documents, documents.isBegun, !documents.isSettled {
      return documents.failure(failure, observer.stop.cause)
    }
    if state.committed {
      failure.message += "; the changes themselves are committed"
      failure.code = .failed
      return failure
    }
    if failure.code == .outcomeUnknown { return failure }
    return observer.stop.failure(state.stage) ?? failure
  }

  /// The failure for the error, whatever asked the run to stop.
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

  /// What PostgreSQL advises for a statement does not fix the journal, or a trigger.
  private static func of(_ error: PostgresError, _ stage: Stage) -> SyncFailure {
    // It may be sent with what ends a run that writes nothing else.
    var failure = SyncFailure(error, error.statement == OpenRun.finishing ? .apply : stage)
    if error.schema == JournalSchema.name {
      failure.hint =
        "the journal's own tables were altered: undo the changes to them in the schema synctool, or"
        + " recreate it with synctool init --remove --force and synctool init"
    } else if error.origin != .statement, ["0A", "25", "42"].contains(error.sqlState?.classCode) {
      failure.hint = "raised in a trigger or a function: check the triggers of the table"
    }
    return failure
  }
}

internal import Basics
internal import PostgresDriver

/// What somebody has done to the journal while a run was under way.
enum JournalChange {
  /// No such schema, table or column, a column of another type, a missing right.
  private static let wants: [SQLState] = [
    .invalidSchemaName, .undefinedTable, .undefinedColumn, SQLState("42804"),
    .insufficientPrivilege,
  ]

  /// What the journal lacks by now, when a statement has failed with this error for want of something; nil
  /// when it lacks nothing, or the error is of another kind.
  static func cause(
    of error: any Error, _ target: TargetSetting, on connection: inout PostgresConnection
  ) -> SyncFailure? {
    guard connection.isUsable, let state = sqlState(error), wants.contains(state) else {
      return nil
    }
    return try? failure(target, on: &connection)
  }

  /// The failure that says what the journal lacks by now; nil when it lacks nothing.
  static func failure(
    _ target: TargetSetting, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    guard var failure = try need(target, on: &connection) else { return nil }
    failure.stage = .apply
    failure.message = "the journal was altered while the run was under way: \(failure.message)"
    return failure
  }

  private static func sqlState(_ error: any Error) -> SQLState? {
    switch error {
    case let error as TransactionError: sqlState(error.cause)
    case let error as PostgresError where error.kind == .server: error.sqlState
    default: nil
    }
  }

  private static func need(
    _ target: TargetSetting, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    if let need = try JournalSession.state(target, on: &connection).need { return need }
    return try JournalCheck.missingPrivileges(on: &connection).map { lacking in
      SyncFailure(
        .refused, .apply, "this role lacks \(lacking), which the journal needs",
        hint: JournalCheck.grants)
    }
  }
}

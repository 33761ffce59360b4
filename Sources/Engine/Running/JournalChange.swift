internal import Basics
internal import PostgresDriver

/// What somebody has done to the journal while a run was in progress.
enum JournalChange {
  /// A missing schema, table, column or privilege, or a column of another type.
  private static let wants: [SQLState] = [
    .invalidSchemaName, .undefinedTable, .undefinedColumn, SQLState("42804"),
    .insufficientPrivilege,
  ]

  /// What the journal now lacks, when a statement failed with this error because something is missing; nil
  /// when it lacks nothing, or the error is of another kind.
  static func cause(
    of error: any Error, _ table: TargetTable, on connection: inout PostgresConnection
  ) -> SyncFailure? {
    guard connection.isUsable, let state = sqlState(error), wants.contains(state) else {
      return nil
    }
    return try? failure(table, on: &connection)
  }

  /// The failure that says what the journal now lacks; nil when it lacks nothing.
  static func failure(
    _ table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    guard var failure = try need(table, on: &connection) else { return nil }
    failure.stage = .apply
    failure.message = "the journal was altered during the run: \(failure.message)"
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
    _ table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    let state = try JournalState.read(schema: table.schema, table: table.name, on: &connection)
    if let need = state.need { return need }
    return try JournalCheck.missingPrivileges(on: &connection).map { lacking in
      SyncFailure(
        .refused, .apply, "this role lacks \(lacking), which the journal needs",
        hint: JournalCheck.grants)
    }
  }
}

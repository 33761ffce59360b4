package import Basics
package import PostgresDriver

/// A session for a command that needs the journal.
package enum JournalSession {
  /// Requires a readable journal; from then on the session is read-only, unless a transaction
  /// asks for writes.
  ///
  /// Throws `PostgresError` and `SyncFailure`.
  package static func begin(
    _ target: TargetSetting, on connection: inout PostgresConnection
  ) throws {
    try requireName(target, on: &connection)
    connection.makeReadOnly()
    if let failure = try state(target, on: &connection).need { throw failure }
  }

  /// Throws `.unfit` when the target's name has no schema and may mean several tables: each has its own
  /// runs.
  package static func requireName(
    _ target: TargetSetting, on connection: inout PostgresConnection
  ) throws {
    let fault = try NameMeaning.fault(target.table, on: &connection)
    if let failure = CheckLine.failure([fault].compactMap { $0 }) { throw failure }
  }

  /// Whether the target's database keeps a readable journal.
  package static func state(
    _ target: TargetSetting, on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalState {
    try JournalState.read(
      schema: target.table.effectiveSchema, table: target.table.name, on: &connection)
  }

  /// The reader of the runs on the target's table.
  package static func reader(_ target: TargetSetting) -> JournalReader {
    JournalReader(schema: target.table.effectiveSchema, table: target.table.name)
  }

  /// Has the job fill an answer, on a session with the target; what it fails of is the answer's failure.
  package static func fill<Answer>(
    _ answer: Answer, _ failure: WritableKeyPath<Answer, SyncFailure?>, _ target: TargetSetting,
    _ stop: Stop, _ job: (inout Answer, inout PostgresConnection) throws -> Void
  ) -> Answer {
    var filled = answer
    do {
      var connection = try TargetSession.open(target, stop)
      try job(&filled, &connection)
    } catch {
      filled[keyPath: failure] = Self.failure(error, stop)
    }
    return filled
  }

  /// The failure for the error; a requested stop is the cause of what broke after it, except for
  /// a COMMIT whose outcome is unknown.
  package static func failure(_ error: any Error, _ stop: Stop) -> SyncFailure {
    let failure = RunFailure.plain(error, .target)
    if failure.code == .outcomeUnknown { return failure }
    return stop.failure(.target) ?? failure
  }
}

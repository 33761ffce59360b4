internal import PostgresDriver

/// One run of `init`: creates the journal, brings it up to date, or takes it away.
package struct InitRun {
  private let settings: Settings
  private let toolVersion: String
  private let stopCause: () -> StopCause?

  package init(
    _ settings: Settings, toolVersion: String, stopCause: @escaping () -> StopCause?
  ) {
    self.settings = settings
    self.toolVersion = toolVersion
    self.stopCause = stopCause
  }

  /// Does the job and says what came of it; a failure is a part of the result.
  package func run() -> InitResult {
    var result = InitResult(
      target: RunNames.target(settings.target), dryRun: settings.dryRun,
      removes: settings.journal.remove)
    do {
      var connection = try TargetSession.open(settings.target, stopCause)
      try work(&result, on: &connection)
    } catch {
      result.failure = stopCause().map { SyncFailure($0, .target) } ?? Self.failure(error)
    }
    return result
  }

  private func work(
    _ result: inout InitResult, on connection: inout PostgresConnection
  ) throws {
    let state = try JournalState.read(on: &connection)
    switch (state, settings.journal.remove) {
    case (.foreign, _):
      throw SyncFailure(
        .unfit, .target, "the schema \(JournalSchema.name) holds something else than a journal",
        hint: "move it out of the way: synctool touches nothing that it did not make")
    case (.hidden, _):
      throw SyncFailure(
        .refused, .target, "this role may not look at the schema \(JournalSchema.name)",
        hint: "run synctool init as the role that created it")
    case (.version(let version), _) where version > JournalSchema.version:
      throw SyncFailure(
        .unfit, .target,
        "the journal is of version \(version), and this synctool knows version"
          + " \(JournalSchema.version)", hint: "install the newer synctool here too")
    case (.absent, true): break
    case (.version(let version), true):
      result.before = version
      try remove(&result, on: &connection)
    case (_, false): try upgrade(&result, on: &connection)
    }
  }

  /// The version is read again under the lock: another `init` may have come first.
  private func upgrade(
    _ result: inout InitResult, on connection: inout PostgresConnection
  ) throws {
    if settings.dryRun {
      let state = try JournalState.read(on: &connection)
      result.before = Self.version(state)
      result.sql = JournalUpgrade(from: result.before, toolVersion).sql
      return
    }
    let outcome = try connection.transaction(Self.begin) { connection in
      try connection.execute(JournalUpgrade.lock)
      let before = Self.version(try JournalState.read(on: &connection))
      let upgrade = JournalUpgrade(from: before, toolVersion)
      if !upgrade.sql.isEmpty {
        try connection.executeScript(
          PostgresStatement("bring the journal up to date", upgrade.sql))
      }
      return (before, upgrade.sql)
    }
    (result.before, result.sql) = outcome
  }

  private func remove(
    _ result: inout InitResult, on connection: inout PostgresConnection
  ) throws {
    result.losses = try JournalLosses.read(on: &connection)
    result.sql = "DROP SCHEMA synctool CASCADE;\n"
    if settings.dryRun { return }
    guard settings.journal.removeIsForced else {
      throw SyncFailure(
        .stopped, .plan, "the journal is not removed without --force",
        hint: "no run can be shown, explained or undone without it; --force accepts this")
    }
    let sql = result.sql
    try connection.transaction(Self.begin) { connection in
      try connection.execute(JournalUpgrade.lock)
      try connection.executeScript(PostgresStatement("remove the journal", sql))
    }
  }

  private static let begin = PostgresStatement(
    "begin the change of the journal", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")

  private static func version(_ state: JournalState) -> Int {
    if case .version(let version) = state { version } else { 0 }
  }

  private static func failure(_ error: any Error) -> SyncFailure {
    switch error {
    case let failure as SyncFailure: failure
    case let error as PostgresError: SyncFailure(error, .target)
    case let error as TransactionError: failure(error.cause)
    default: SyncFailure(.failed, .target, "an unexpected error of type \(type(of: error))")
    }
  }
}

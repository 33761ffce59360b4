package import Basics
internal import Engine
internal import PostgresDriver

/// One run of `init`: creates the journal, with links where they are asked for, upgrades it, or removes it.
package struct InitRun {
  private let settings: Settings
  private let toolVersion: String
  private let stop: Stop

  package init(_ settings: Settings, toolVersion: String, _ stop: Stop) {
    (self.settings, self.toolVersion, self.stop) = (settings, toolVersion, stop)
  }

  private var transaction: WriteTransaction { WriteTransaction(settings.target, stop) }

  /// Does the job and returns its result; a failure is part of the result.
  package func run() -> InitResult {
    var none = InitResult(
      target: RunNames.target(settings.target), dryRun: settings[Options.dryRun],
      removes: settings[Options.remove])
    none.wantsLinks = settings[Options.links]
    return JournalSession.fill(none, \.failure, settings.target, stop) { result, connection in
      result.warnings = try ReadOnlyDefault.check(dryRun: settings[Options.dryRun], on: &connection)
      try JournalSession.requireName(settings.target, on: &connection)
      if settings[Options.dryRun] { connection.makeReadOnly() }
      try work(&result, on: &connection)
    }
  }

  private func work(
    _ result: inout InitResult, on connection: inout PostgresConnection
  ) throws {
    let state = try state(on: &connection)
    switch (state, settings[Options.remove]) {
    case (.foreign, _):
      throw SyncFailure(
        .unfit, .target, "the schema \(JournalSchema.name) holds something other than a journal",
        hint: "move it out of the way: synctool touches only what it created")
    case (.hidden(let rights), _):
      throw SyncFailure(
        .refused, .target,
        "this role cannot read the schema \(JournalSchema.name): it lacks \(rights)",
        hint: "run synctool init as the role that created it")
    case (.untrusted, _), (.damaged, false): if let failure = state.need { throw failure }
    case (.version(let version, let links), _)
    where version > JournalSchema.version || links > LinkSchema.version:
      if let failure = state.need { throw failure }
    case (.absent, true), (.empty, true): break
    case (.version, true), (.damaged, true):
      (result.before, result.linksBefore) = Self.versions(state)
      try remove(&result, state, on: &connection)
    case (_, false) where settings[Options.dryRun]:
      (result.before, result.linksBefore) = Self.versions(state)
      result.sql = upgrade(of: state).sql.text
    case (_, false): try upgrade(&result, on: &connection)
    }
  }

  /// The version is read again under the lock: another `init` may have come first.
  private func upgrade(
    _ result: inout InitResult, on connection: inout PostgresConnection
  ) throws {
    var outcome = (before: (0, 0), sql: "")
    try transaction.run(Self.begin, on: &connection) { connection in
      try connection.execute(JournalUpgrade.lock)
      let state = try state(on: &connection)
      let upgrade = upgrade(of: state)
      if !upgrade.sql.text.isEmpty {
        try connection.executeScript(
          PostgresStatement("bring the journal up to date", upgrade.sql))
      }
      outcome = (Self.versions(state), upgrade.sql.text)
    }
    ((result.before, result.linksBefore), result.sql) = outcome
  }

  /// Whoever has links keeps them; nobody else gets them unasked.
  private func upgrade(of state: JournalState) -> JournalUpgrade {
    let (version, links) = Self.versions(state)
    return JournalUpgrade(
      from: version, links: settings[Options.links] || links > 0 ? links : nil,
      hasSchema: state == .empty, toolVersion)
  }

  private func remove(
    _ result: inout InitResult, _ state: JournalState, on connection: inout PostgresConnection
  ) throws {
    let losses = try JournalLosses.read(on: &connection)
    result.losses = losses.map { ($0.table.text, $0.rows) }
    try refuseDependents(on: &connection)
    // Without CASCADE: what others have built on the journal, or put beside it, is not ours to drop. Nor is
    // a schema that another role created.
    let ownsSchema = try connection.bool(JournalLosses.ownsSchema)
    let sql: SQL =
      losses.map { "DROP TABLE \($0.table);\n" as SQL }.joined(separator: "")
      + (ownsSchema ? "DROP SCHEMA synctool;\n" : "")
    result.sql = sql.text
    if settings[Options.dryRun] { return }
    guard settings[Options.force] && settings.options.isTyped(Options.force) else {
      throw SyncFailure(
        .stopped, .plan, "the journal is not removed without --force",
        hint: "no run can be shown, explained or undone without it; --force accepts this")
    }
    try refuseRunning(state, on: &connection)
    try transaction.run(Self.begin, on: &connection) { connection in
      try connection.execute(JournalUpgrade.lock)
      try connection.executeScript(PostgresStatement("remove the journal", sql))
    }
  }

  private static let begin = PostgresStatement.writing("begin the change of the journal")

  /// The versions of the journal and of its links, 0 where there are none.
  private static func versions(_ state: JournalState) -> (journal: Int, links: Int) {
    switch state {
    case .version(let version, let links): (version, links)
    case .damaged: (JournalSchema.version, 0)
    default: (0, 0)
    }
  }

  private func state(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalState {
    try JournalSession.state(settings.target, on: &connection)
  }

  private func refuseDependents(on connection: inout PostgresConnection) throws {
    let installed = try JournalLosses.installed(on: &connection)
    if !installed.isEmpty {
      throw SyncFailure(
        .failed, .target,
        "the journal is not removed: what identities install has made needs its schema:"
          + " \(Self.list(installed))", hint: "run synctool identities uninstall first")
    }
    let dependents = try JournalLosses.dependents(on: &connection)
    guard !dependents.isEmpty else { return }
    throw SyncFailure(
      .failed, .target,
      "the journal is not removed: others depend on it or are in its schema: \(Self.list(dependents))",
      hint: "drop or move them first: synctool touches only what it created")
  }

  private static func list(_ objects: [String]) -> String {
    let rest = objects.count > 10 ? " and \(objects.count - 10) more" : ""
    return objects.prefix(10).map(SafeText.escape).joined(separator: ", ") + rest
  }

  /// A running run would fail at its end, after all its work; it does so anyway where the journal has lost what
  /// tells that it runs. Called outside a transaction, which a failing query would end.
  private func refuseRunning(
    _ state: JournalState, on connection: inout PostgresConnection
  ) throws {
    let running =
      state.need == nil
      ? try JournalReader.firstRunning(on: &connection)
      : try? JournalReader.firstRunning(on: &connection)
    guard let running else { return }
    throw SyncFailure(
      .locked, .lock, "run \(running) is in progress", hint: "wait for it to end, and try again")
  }
}

package import Basics
internal import Engine
internal import PostgresDriver

/// One run of `identities install` or `identities uninstall`.
package struct InstallRun {
  let settings: Settings
  let setting: IdentitySetting
  let toolVersion: String
  private let stop: Stop

  /// `setting` is that of the settings.
  package init(
    _ settings: Settings, _ setting: IdentitySetting, toolVersion: String, _ stop: Stop
  ) {
    (self.settings, self.setting) = (settings, setting)
    (self.toolVersion, self.stop) = (toolVersion, stop)
  }

  var isDry: Bool { settings[Options.dryRun] }

  /// The result of a job in a session of its own; a failure is part of it.
  func fill(
    _ job: (inout InstallResult, inout PostgresConnection) throws -> Void
  ) -> InstallResult {
    let none = InstallResult(target: RunNames.target(settings.target), dryRun: isDry)
    return JournalSession.fill(none, \.failure, settings.target, stop, job)
  }

  /// Writes in one transaction, in which no other run installs or uninstalls.
  func write<Answer>(
    _ name: String, on connection: inout PostgresConnection,
    _ body: (inout PostgresConnection) throws -> Answer
  ) throws -> Answer {
    try WriteTransaction(settings.target, stop).run(.writing(name), on: &connection) { connection in
      try connection.execute(JournalUpgrade.lock)
      return try body(&connection)
    }
  }

  /// Puts view, functions and trigger into the database, or brings them up to date; returns the result, a failure with it.
  package func install() -> InstallResult {
    fill { result, connection in
      let (script, installed) = try check(&result, on: &connection)
      result.before = installed.state
      if installed.state == .current { return }
      result.sql = (isDry ? script.script : script.sql).text
      if isDry { return }
      let before = try install(script, on: &connection)
      (result.before, result.sql) = (before, before == .current ? "" : result.sql)
    }
  }

  /// Looks at everything before the first word is said, and refuses all that is unfit at once.
  private func check(
    _ result: inout InstallResult, on connection: inout PostgresConnection
  ) throws -> (InstallScript, InstalledObjects) {
    let found = try IdentityFindings.read(
      settings.target, setting, dryRun: isDry, writes: false, on: &connection)
    if isDry { connection.makeReadOnly() }
    // What a run needs is not what this one needs: its own rights come below.
    var lines = found.lines.filter { !Self.others.contains($0.subject) }
    lines += [found.journal.line].compactMap { $0 }
    let owner = try connection.ask(InstallScript.owner(of: settings.target))
    guard let app = found.app?.table, let auth = found.auth?.table, let owner else {
      throw CheckLine.failure(lines) ?? SyncFailure(.unfit, .target, "the table is missing")
    }
    let script = InstallScript(
      setting, app: app, auth: auth, owner: owner, version: toolVersion, connection.server)
    let starved = ValueFitness(setting: setting, app: app, auth: auth).starvation
    lines += starved.map { [.fault("values", $0.message, $0.hint, $0.code)] } ?? []
    let ((rights, installed), timeouts) = try connection.ask(
      InstallRights.question(script, connection.server)
        .and(InstalledObjects.question(script)).and(InstallWarnings.timeouts(script)))
    // Another role may run the SQL of a dry run, and where nothing is to do nobody needs anything.
    if installed.state != .current {
      lines += isDry ? rights.ofRole.map(\.asWarning) : rights.ofRole
    }
    lines += rights.ofOwner + installed.lines(script) + timeouts
    if CheckLine.failure(lines) == nil,
      app.privileges.contains(where: { $0.name == "SELECT" && $0.held })
    {
      lines += try InstallWarnings.index(script, on: &connection)
    }
    result.warnings += lines.filter { $0.verdict == .warning }.map(\.warning)
    if let failure = CheckLine.failure(lines) { throw failure }
    return (script, installed)
  }

  /// Findings about what a run over the tables needs.
  private static let others = [
    "privileges", "row security", "auth privileges", "auth row security", "journal",
  ]

  /// Returns what was installed by then: another run may have come first.
  private func install(
    _ script: InstallScript, on connection: inout PostgresConnection
  ) throws -> InstalledObjects.State {
    try write("begin to install", on: &connection) { connection in
      let before = try connection.ask(InstalledObjects.question(script)).state
      if before != .current {
        try connection.executeScript(PostgresStatement("install", script.sql))
      }
      return before
    }
  }
}

extension CheckLine {
  fileprivate var asWarning: CheckLine { .warning(subject, detail, hint) }
}

extension JournalState {
  /// Why nothing can be kept in its schema; nil for one that only cannot be read, which nobody wants to.
  fileprivate var line: CheckLine? {
    if case .hidden = self { return nil }
    return need.map { .fault("journal", $0.message, $0.hint, $0.code) }
  }
}

extension InstalledObjects {
  /// One for each object of somebody else: it is not ours to replace.
  fileprivate func lines(_ script: InstallScript) -> [CheckLine] {
    foreign.map { name in
      .fault(
        "name",
        "\(SafeText.escape(name)) is there already, and was not made by synctool for"
          + " \(script.app.table.full)",
        "drop it or rename it first: synctool replaces only what it made")
    }
  }
}

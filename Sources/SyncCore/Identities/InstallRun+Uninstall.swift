internal import Basics
internal import Engine
internal import PostgresDriver

extension InstallRun {
  private var isForced: Bool {
    settings[Options.force] && settings.options.isTyped(Options.force)
  }

  /// Drops what an install has made, and nothing else; returns the result, a failure with it. The tables themselves may
  /// be gone.
  package func uninstall() -> InstallResult {
    fill { result, connection in
      result.warnings = try ReadOnlyDefault.check(dryRun: isDry, on: &connection)
      try requireNames(on: &connection)
      if isDry { connection.makeReadOnly() }
      let script = InstallScript(
        setting, app: settings.target.table, owner: "", version: toolVersion, connection.server)
      let doomed = try connection.ask(InstalledObjects.doomed(script))
      result.dropped = doomed.map(\.name)
      if doomed.isEmpty { return }
      result.faults =
        doomed.contains(where: \.isFaults) ? try IdentityFaults.count(on: &connection) : 0
      if !isForced, result.faults != 0 { throw Self.left(result.faults) }
      let sql = InstalledObjects.removal(doomed, forced: isForced)
      result.sql = (isDry ? InstallScript.script(sql) : sql).text
      if !isDry { try drop(script, on: &connection) }
    }
  }

  /// What is there is looked for again: another run may have come first.
  private func drop(
    _ script: InstallScript, on connection: inout PostgresConnection
  ) throws {
    do {
      try write("begin to uninstall", on: &connection) { connection in
        let doomed = try connection.ask(InstalledObjects.doomed(script))
        if doomed.isEmpty { return }
        try connection.executeScript(
          PostgresStatement("uninstall", InstalledObjects.removal(doomed, forced: isForced)))
      }
    } catch let error as PostgresError where error.sqlState == InstalledObjects.faultsLeft {
      // A sign-up has come between.
      throw Self.left(nil)
    }
  }

  private static func left(_ faults: Int?) -> SyncFailure {
    let number = faults.map { NumberText.counted($0, "fault") } ?? "what is kept"
    return SyncFailure(
      .stopped, .plan,
      "nothing is uninstalled without --force: it would take \(number) of sign-ups with it",
      hint: "see them first: synctool identities status; --force accepts the loss")
  }

  private func requireNames(on connection: inout PostgresConnection) throws {
    let names = [(settings.target.table, Options.app.name), (setting.auth, Options.auth.name)]
    var lines: [CheckLine] = []
    for (table, option) in names {
      let fault = try NameMeaning.fault(
        table, setting: option.environmentVariable, on: &connection)
      lines += [fault].compactMap { $0 }
    }
    if let failure = CheckLine.failure(lines) { throw failure }
  }
}

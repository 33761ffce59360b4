internal import Basics
package import Engine
internal import PostgresDriver

/// What `identities status` found: the plan of a fix, what is installed, and what the trigger could not do.
package struct IdentityStatus: Sendable {
  package var plan: SyncResult
  /// nil when it did not come to that.
  package var installed: InstalledObjects.State?
  /// nil where there are none to be kept, and where this role may not read them.
  package var faults: IdentityFaults?
  /// True where faults are kept that this role may not read.
  package var hidesFaults = false

  package init(plan: SyncResult) { self.plan = plan }
}

/// One run of `identities status`.
package struct IdentityStatusRun {
  private let settings: Settings
  private let setting: IdentitySetting
  private let observer: any RunObserver
  private let identity: RunIdentity

  /// `setting` is that of the settings.
  package init(
    _ settings: Settings, _ setting: IdentitySetting, _ observer: any RunObserver,
    _ identity: RunIdentity
  ) {
    (self.settings, self.setting) = (settings, setting)
    (self.observer, self.identity) = (observer, identity)
  }

  /// Does the job and returns its result; a failure is part of the result's plan.
  package func run() -> IdentityStatus {
    let session = KeptSession(settings.target, observer.stop)
    var status = IdentityStatus(
      plan: IdentityWork.plan(settings, setting, observer, identity, on: session))
    guard status.plan.planned else { return status }
    do {
      try session.use { session in try look(&status, on: &session.connection) }
    } catch {
      let failure = JournalSession.failure(error, observer.stop)
      if status.plan.failure == nil {
        (status.plan.failure, status.plan.exitCode) = (failure, failure.code)
      }
    }
    return status
  }

  private func look(
    _ status: inout IdentityStatus, on connection: inout PostgresConnection
  ) throws {
    connection.makeReadOnly()
    guard let script = try script(on: &connection) else { return }
    let ((installed, rights), timeouts) = try connection.ask(
      InstalledObjects.question(script).and(IdentityFaults.mayBeRead)
        .and(InstallWarnings.timeouts(script)))
    status.installed = installed.state
    if installed.state == .none { return }
    status.plan.warnings += timeouts.map(\.warning)
    if installed.state == .triggerDisabled {
      status.plan.warnings.append(
        "the trigger synctool_align on \(setting.auth.full) is disabled: whoever registers has no row"
      )
    }
    status.hidesFaults = rights == false
    if rights == true {
      let most = settings[Options.verbose] ? Self.mostVerbose : Self.most
      status.faults = try connection.ask(IdentityFaults.newest(most, setting.mask(settings)))
    }
  }

  /// The most faults that are listed, and with `--verbose`.
  private static let (most, mostVerbose) = (5, 1000)

  /// What would be installed now; nil when a table was dropped meanwhile.
  private func script(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> InstallScript? {
    let app = settings.target.table
    guard let owner = try connection.ask(InstallScript.owner(of: settings.target)) else {
      return nil
    }
    let version = identity.toolVersion
    if setting.values.isEmpty {
      return InstallScript(setting, app: app, owner: owner, version: version, connection.server)
    }
    guard
      let ofApp = try TableReader.read(app, on: &connection),
      let ofAuth = try TableReader.read(setting.auth, on: &connection)
    else { return nil }
    return InstallScript(
      setting, app: ofApp, auth: ofAuth, owner: owner, version: version, connection.server)
  }
}

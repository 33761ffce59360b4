internal import Basics
package import Engine
package import PostgresDriver
package import Records

/// Compares the users of an auth service with those of an application in the same database: by id, and by email.
package struct IdentityWork: Work {
  package let overwrites = true
  private let setting: IdentitySetting
  private let target: TargetSetting

  /// Plans what would bring the application's table into step, and returns the result; a failure is part of it.
  package static func plan(
    _ settings: Settings, _ setting: IdentitySetting, _ observer: any RunObserver,
    _ identity: RunIdentity
  ) -> SyncResult {
    var request = RunRequest(settings)
    request.dryRun = true
    if settings[Options.mask] { request.mask = Mask(email: setting.appEmail, phones: []) }
    let work = IdentityWork(setting: setting, target: settings.target)
    return RunEngine(work, request, observer, identity).run()
  }

  package func source(of subject: IdentityTables?) -> (name: String, isFinal: Bool) {
    (setting.auth.full, true)
  }

  package func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    let (ofApp, ofAuth) = (Options.app.name, Options.auth.name)
    var pair: (auth: IdentityFitness?, app: IdentityFitness?)
    var (lines, table, journal) = try Preflight.findings(
      target, setting: ofApp.environmentVariable, dryRun: true, on: &connection
    ) { table in
      let fitness = appFitness(table)
      pair.app = fitness
      return fitness.lines
    }
    lines += try Preflight.findings(
      beside: setting.auth, setting: ofAuth.environmentVariable, on: &connection
    ) { table in
      let fitness = authFitness(table)
      pair.auth = fitness
      return fitness.lines
    }.lines.map { $0.of("auth") }
    if let auth = pair.auth, let app = pair.app { lines += IdentityFitness.lines(auth, app) }
    return (lines, table, journal)
  }

  private func appFitness(_ table: TargetTable) -> IdentityFitness {
    IdentityFitness(
      table: table, id: (setting.appID, SettingVariable.appID.rawValue),
      email: (setting.appEmail, SettingVariable.appEmail.rawValue))
  }

  private func authFitness(_ table: TargetTable) -> IdentityFitness {
    IdentityFitness(
      table: table, id: (setting.authID, SettingVariable.authID.rawValue),
      email: (setting.authEmail, SettingVariable.authEmail.rawValue),
      deleted: setting.authDeleted.map { ($0, SettingVariable.authDeleted.rawValue) })
  }

  package func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> IdentityTables {
    let (schema, name) = (setting.auth.effectiveSchema, setting.auth.name)
    guard let auth = try TableReader.read(schema: schema, name: name, on: &connection) else {
      throw SyncFailure(
        .unfit, .target, "the table \(setting.auth.full) was dropped during the run",
        hint: "find out who alters it, and run again")
    }
    return IdentityTables(table, auth: auth, setting, only: only)
  }

  package func tables(_ tables: IdentityTables) -> TemporaryTables { tables.temporary }

  package func plan(
    _ tables: IdentityTables, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<Void> {
    try connection.transaction(.snapshot("begin the comparison")) { connection in
      let (counts, classes) = try IdentityPlanner(tables: tables).plan(on: &connection)
      let warnings = try connection.ask(
        MissingClients.warnings("the auth table has no", tables.only, in: tables.users()))
      return WorkPlan(counts: counts, warnings: warnings, classes: classes, details: ())
    }
  }

  package func apply(
    _ plan: WorkPlan<Void>, _ tables: IdentityTables, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) throws -> AppliedPlan {
    AppliedPlan(counts: plan.counts)
  }

  package func relation(_ tables: IdentityTables, _ applied: AppliedPlan?) -> PlanRelation {
    tables.relation
  }
}

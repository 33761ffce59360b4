internal import Basics
package import Engine
package import PostgresDriver
package import Records

/// Compares the users of an auth service with those of an application in the same database, by id and by email, and
/// brings the application's table into step.
package struct IdentityWork: Work {
  package let overwrites = true
  package let limits: [Action: ChangeLimit]
  private let setting: IdentitySetting
  private let target: TargetSetting
  private let dryRun: Bool
  /// True for a run that writes, or shows what it would write; false for a look.
  private let isFix: Bool

  /// Plans what would bring the application's table into step, and returns the result; a failure is part of it.
  /// `session` is given when other runs use it too, here and below.
  package static func plan(
    _ settings: Settings, _ setting: IdentitySetting, _ observer: any RunObserver,
    _ identity: RunIdentity, on session: KeptSession? = nil
  ) -> SyncResult {
    var settings = settings
    settings[Options.dryRun] = true
    return fix(settings, setting, observer, identity, on: session)
  }

  /// Brings the application's table into step, unless the settings ask for a dry run, and returns the result; a
  /// failure is part of it.
  package static func fix(
    _ settings: Settings, _ setting: IdentitySetting, _ observer: any RunObserver,
    _ identity: RunIdentity, on session: KeptSession? = nil
  ) -> SyncResult {
    var request = RunRequest(settings)
    request.mask = setting.mask(settings)
    let work = IdentityWork(
      limits: settings.changeLimits, setting: setting, target: settings.target,
      dryRun: request.dryRun, isFix: identity.kind == .identitiesFix)
    let session = session ?? KeptSession(settings.target, observer.stop)
    var result = RunEngine(work, request, observer, identity, on: session).run()
    if result.failure == nil, !result.dryRun, !result.committed {
      let warning = IdentityFaults.clear(settings.target, setting, observer.stop, on: session)
      result.warnings += [warning].compactMap { $0 }
    }
    return result
  }

  package var lockedTable: QualifiedName? { target.table }

  package func source(of subject: IdentityTables?) -> (name: String, isFinal: Bool) {
    (setting.auth.full, true)
  }

  package func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    let found = try IdentityFindings.read(
      target, setting, dryRun: dryRun, writes: isFix, on: &connection)
    var lines = found.lines
    if isFix, let app = found.app, let auth = found.auth {
      lines += [auth, app].compactMap(\.hidingLine)
      if app.table.column(setting.appID) != nil {
        let found = try setting.holderReader(app.table).read(dryRun: dryRun, on: &connection)
        lines += found.lines + setting.authLines(found.tables, auth.table)
      }
    }
    return (lines, found.app?.table, found.journal)
  }

  package func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> IdentityTables {
    guard let auth = try TableReader.read(setting.auth, on: &connection) else {
      throw SyncFailure(
        .unfit, .target, "the table \(setting.auth.full) was dropped during the run",
        hint: "find out who alters it, and run again")
    }
    var tables = IdentityTables(table, auth: auth, setting, only: only)
    if isFix {
      tables.holders = try tables.holderReader.read(dryRun: dryRun, on: &connection).tables
    }
    return tables
  }

  package func tables(_ tables: IdentityTables) -> TemporaryTables { tables.temporary }

  package func plan(
    _ tables: IdentityTables, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<IdentityMoment> {
    try connection.transaction(.snapshot("begin the comparison")) { connection in
      let moment = try IdentityMoment.read(on: &connection)
      let (counts, classes) = try IdentityPlanner(tables: tables).plan(on: &connection)
      var warnings = try connection.ask(
        MissingClients.warnings("the auth table has no", tables.only, in: tables.users()))
      let starvation = counts[.create] > 0 ? tables.starvation : nil
      if !isFix, let starvation { warnings.append(starvation.message) }
      if isFix { warnings += IdentityOutlook(tables: tables, classes: classes).warnings }
      if isFix, inFull { try tables.moves.tally(on: &connection) }
      var obstacle = isFix ? starvation : nil
      if isFix, obstacle == nil {
        obstacle = try EmailReferences(tables: tables).loss(on: &connection)
        if obstacle == nil { obstacle = try tables.moves.publicationRefusal(on: &connection) }
      }
      var plan = WorkPlan(
        counts: counts, obstacle: obstacle, warnings: warnings, classes: classes, details: moment)
      plan.stop = stop(counts, tables)
      return plan
    }
  }

  /// Naming nobody who exists is a slip of whoever named them.
  private func stop(_ counts: Tally, _ tables: IdentityTables) -> SyncFailure? {
    guard isFix, tables.only != nil, counts.read == 0 else { return nil }
    return SyncFailure(
      .stopped, .plan, "the auth table has none of the named users",
      hint: "check the emails; synctool identities status lists who is out of step")
  }

  package func apply(
    _ plan: WorkPlan<IdentityMoment>, _ tables: IdentityTables, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) throws -> AppliedPlan {
    try IdentityApplier(tables: tables, moment: plan.details, recorder: recorder)
      .apply(plan.counts, on: &connection)
  }

  package func relation(_ tables: IdentityTables, _ applied: AppliedPlan?) -> PlanRelation {
    tables.relation(isApplied: applied != nil)
  }
}

internal import Basics
package import Engine
package import PostgresDriver
package import Records

/// Gives every user of a collection the id of its client's row.
package struct AssignmentWork: Work {
  package let overwrites: Bool
  package let limits: [Action: ChangeLimit]
  private let settings: Settings
  private let setting: AssignmentSetting
  private let users: DocumentSource
  private let clients: DocumentSource
  private let observer: any RunObserver

  /// Carries out one run and returns its result; a failure is part of the result.
  package static func run(
    _ settings: Settings, _ setting: AssignmentSetting, _ observer: any RunObserver,
    _ identity: RunIdentity
  ) -> SyncResult {
    let work = AssignmentWork(settings, setting, observer)
    return RunEngine(work, RunRequest(settings), observer, identity).run()
  }

  private init(
    _ settings: Settings, _ setting: AssignmentSetting, _ observer: any RunObserver
  ) {
    (self.settings, self.setting, self.observer) = (settings, setting, observer)
    overwrites = settings[Options.force]
    limits = settings.changeLimits
    users = DocumentSource(setting.users, observer.stop)
    clients = DocumentSource(settings.source, observer.stop)
  }

  package func source(of subject: AssignmentTables?) -> (name: String, isFinal: Bool) {
    (users.name, true)
  }

  package var subjectName: String? { setting.system }

  /// Two servers may have collections of one name, and the ids of both may come from one database: they wait for each
  /// other then, which does no harm.
  package func lockKey(_ table: TargetTable) -> Int64 {
    RunLock.key(of: "\(RunKind.assign.command) \(setting.system)")
  }

  package func begin() {
    users.beginOpening()
    clients.beginOpening()
  }

  package func look(on connection: inout PostgresConnection) throws -> TargetFindings {
    try Preflight.findings(
      settings.target, dryRun: settings[Options.dryRun], isRead: true, on: &connection
    ) { table in
      AssignmentFitness(table: table, mapping: settings.mapping, idType: setting.idType).lines
    }
  }

  package func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) -> AssignmentTables {
    AssignmentTables(
      table, settings, setting, only: only, links: settings.links(of: table, state))
  }

  package func lookAtSource(_ tables: AssignmentTables, _ state: inout RunState) throws {
    state.stage = .source
    try state.look(at: users.check(updates: !settings[Options.dryRun]))
    // It is the same server, of which all else is said.
    try state.look(at: clients.check().filter { $0.verdict == .fault })
  }

  package func tables(_ tables: AssignmentTables) -> TemporaryTables { tables.temporary }

  /// Stages users and clients, and classifies the users.
  package func plan(
    _ tables: AssignmentTables, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<Void> {
    state.stage = .source
    let reader = AssignmentReader(
      tables: tables, users: users, clients: clients, observer: observer)
    let found = try reader.read(on: &connection)
    state.stage = .plan
    return try connection.transaction(.snapshot("begin the plan")) { connection in
      let planner = AssignmentPlanner(tables: tables, force: overwrites)
      let counts = try planner.plan(users: found.users, on: &connection)
      let missing = try connection.ask(
        MissingClients.warnings(
          "no user has the email", tables.users.only, in: AssignmentTables.user))
      let unseen = found.unseen.map {
        "source: no user has \(SafeText.escape($0.field.text)) (check \($0.option))"
      }
      var plan = WorkPlan(
        counts: counts, warnings: missing + unseen, whole: (name: "users", number: counts.read),
        details: ())
      plan.stop = stop(found, only: tables.users.only != nil)
      return plan
    }
  }

  /// Why the run should not trust what it has read; nil when it may.
  private func stop(_ found: AssignmentReader.Found, only: Bool) -> SyncFailure? {
    if found.users == 0, !settings[Options.allowEmpty] {
      return SyncFailure(
        .stopped, .plan,
        only ? "none of the named users exists" : "\(setting.system) has no user at all",
        hint: only
          ? "check the emails, \(Options.userEmail.name.option) and \(Options.match.name.option)"
          : "check \(Options.users.name.option); \(Options.allowEmpty.name.option) accepts this")
    }
    // Everybody would be rejected.
    guard found.clients == 0 else { return nil }
    return SyncFailure(
      .stopped, .plan, "\(clients.name) has no client at all",
      hint: "check MONGODB_DATABASE and MONGODB_COLLECTION, which name the clients' collection")
  }

  package func documents(_ tables: AssignmentTables) -> DocumentWrites? { tables.writes(users) }

  package func apply(
    _ plan: WorkPlan<Void>, _ tables: AssignmentTables, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) -> AppliedPlan {
    preconditionFailure("the engine writes documents")
  }

  package func relation(_ tables: AssignmentTables, _ applied: AppliedPlan?) -> PlanRelation {
    tables.relation
  }
}

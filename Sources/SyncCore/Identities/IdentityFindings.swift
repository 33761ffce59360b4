internal import Basics
internal import Engine
internal import PostgresDriver

/// What the look at the two tables of `identities` has found.
struct IdentityFindings {
  /// One line for each thing checked, in a fixed order; those about the auth service's table say so.
  var lines: [CheckLine]
  /// The application's table; nil where it could not be read.
  var app: IdentityFitness?
  /// The auth service's; nil where it could not be read.
  var auth: IdentityFitness?
  var journal: JournalState

  /// Looks at both; `target` names the application's, and `writes` says that a repair would write it. A dry run asks
  /// only for the privileges that a preview needs.
  static func read(
    _ target: TargetSetting, _ setting: IdentitySetting, dryRun: Bool, writes: Bool,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> IdentityFindings {
    var pair: (auth: IdentityFitness?, app: IdentityFitness?)
    let found = try Preflight.findings(
      target, setting: Options.app.name.environmentVariable, dryRun: dryRun, on: &connection
    ) { table in
      let fitness = setting.appFitness(table, writes: writes)
      pair.app = fitness
      return fitness.lines
    }
    let beside = try Preflight.findings(
      beside: setting.auth, setting: Options.auth.name.environmentVariable, on: &connection
    ) { table in
      let fitness = setting.authFitness(table)
      pair.auth = fitness
      return fitness.lines
    }
    var lines = found.lines + beside.lines.map { $0.of("auth") }
    if let auth = pair.auth, let app = pair.app {
      lines += IdentityFitness.lines(auth, app)
      lines += ValueFitness(setting: setting, app: app.table, auth: auth.table).lines
    }
    // Of a table that is none nobody looks at the columns.
    return IdentityFindings(lines: lines, app: pair.app, auth: pair.auth, journal: found.journal)
  }
}

internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let identitiesInstall = Command(
    name: "identities install",
    summary:
      "put a trigger into the database by which whoever registers has a row with the same id",
    details: [
      "Makes, in the schema of the application's table, the trigger's function, the view user_sync_status with"
        + " everybody's state, and the function fix_user_id_mismatch, which aligns one person; and in the schema"
        + " synctool a table of the sign-ups that have no row. A sign-up never fails because of them. With --dry-run it"
        + " prints the SQL, for psql, and changes nothing.",
      "It needs the journal's schema: run synctool init first. Run again it changes nothing, or brings up to date what"
        + " is older or was changed.",
    ],
    options: Options.of(
      [.output, .logging],
      and: [
        dryRunAsSQL, Options.auth, Options.app,
        Options.appValues, Options.deadline, verboseInFull,
      ]),
    examples: [
      ExampleSpec(line: "synctool identities install --dry-run", purpose: "read the SQL first"),
      ExampleSpec(
        line: "synctool identities install --auth auth.users --app public.app_users",
        purpose: "align everybody who registers from now on"),
      ExampleSpec(
        line: "synctool identities install -n | psql -v ON_ERROR_STOP=1",
        purpose: "the same as another role"),
    ],
    exitCodes: connecting(and: .outcomeUnknown),
    meanings: ofTarget(and: [
      .failed: "failed; the database is unchanged unless the message says otherwise",
      .refused: "the target refused access, or a privilege is missing",
      .unfit:
        "the settings or one of the tables are unfit, no journal is kept, or others have made something of"
        + " the same name",
    ]),
    needed: [Options.auth.name, Options.app.name])

  static let identitiesUninstall = Command(
    name: "identities uninstall",
    summary: "drop what identities install has made",
    details: [
      "Drops exactly the objects that synctool has made, which it knows by their comments, and leaves both tables as"
        + " they are. With --dry-run it prints the SQL, for psql, and changes nothing.",
      "While faults of sign-ups are left, which go with their table, it asks for --force.",
    ],
    options: Options.of(
      [.output, .logging],
      and: [
        Options.auth, Options.app, dryRunAsSQL,
        Options.force.saying("let the faults of sign-ups that are left go too"), Options.deadline,
        verboseInFull,
      ]),
    examples: [
      ExampleSpec(line: "synctool identities uninstall --dry-run", purpose: "read the SQL first"),
      ExampleSpec(line: "synctool identities uninstall", purpose: "give up the trigger"),
    ],
    exitCodes: connecting(and: .stopped, .outcomeUnknown),
    meanings: ofTarget(and: [
      .failed: "failed; the database is unchanged unless the message says otherwise",
      .stopped: "faults of sign-ups are left, and --force was not given",
    ]),
    needed: [Options.auth.name, Options.app.name])
}

/// `synctool identities install` and `synctool identities uninstall`.
enum InstallCommand {
  /// Installs, prints what was done, and returns the exit code.
  static func install(_ context: CommandContext) -> ExitCode {
    let result = run(context).install()
    let (auth, app) = (context.identities.auth, context.settings.target.table)
    return end(
      context, result, InstallText.installed(result, auth: auth.full, app: app.full))
  }

  /// Drops what was installed, prints what was done, and returns the exit code.
  static func uninstall(_ context: CommandContext) -> ExitCode {
    let result = run(context).uninstall()
    return end(context, result, InstallText.uninstalled(result))
  }

  private static func run(_ context: CommandContext) -> InstallRun {
    InstallRun(
      context.settings, context.identities, toolVersion: ToolVersion.number, StopSignals.stop)
  }

  private static func end(
    _ context: CommandContext, _ result: InstallResult, _ outcome: String
  ) -> ExitCode {
    context.write(
      text: text(result, outcome, quiet: context.settings[Options.quiet]),
      json: InstallJSON.text(context.command, result))
    context.say(context.settings.warnings + result.warnings, result.failure)
    return result.exitCode
  }

  /// A dry run prints the SQL itself, ready to be run by psql.
  private static func text(_ result: InstallResult, _ outcome: String, quiet: Bool) -> String {
    guard result.failure == nil else { return "" }
    if result.dryRun { return result.sql.isEmpty ? "-- \(outcome)\n" : result.sql }
    if quiet { return "" }
    return "target: \(SafeText.escape(result.target))\n\(SafeText.escape(outcome))\n"
  }
}

extension CommandContext {
  /// The tables of a command that needs both.
  var identities: IdentitySetting {
    guard let setting = settings.identities else {
      preconditionFailure("the settings are refused without both tables")
    }
    return setting
  }
}

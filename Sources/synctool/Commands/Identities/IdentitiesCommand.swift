internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  /// Without a word it looks.
  static let identities: Command = {
    var command = identitiesStatus
    command.name = "identities"
    command.meantWord = "status"
    return command
  }()

  static let identitiesStatus = Command(
    name: "identities status",
    summary:
      "say where the ids of an auth service's users and the application's have drifted apart",
    details: [
      "Compares the table of users that an auth service keeps with the application's own, in one PostgreSQL"
        + " database, by id and by email, and lists who has no row, whose row has another id or another email,"
        + " who cannot be told apart, and which rows belong to no user. It writes nothing, and reads no setting of MongoDB.",
      "The plan marks each entry: \(RunKind.identitiesStatus.legend).",
    ],
    options: Options.of(
      [.report, .monitoring, .logging, .output],
      and: [
        Options.auth, Options.app, Options.appValues, Options.deadline,
        Options.only.saying("look at this user alone"),
        Options.onlyFrom.saying(
          "look only at the users named in FILE, one email a line; - is standard input"),
        Options.detailedExitCode.saying("exit with 2 if the tables are out of step"),
        Options.report.saying(
          "write what the command found to FILE: a page for people when it ends in .html or .md, one"
            + " entry for each user who is not synced, and for each row that belongs to no user, when it ends in"
            + " .ndjson or .csv"),
      ]),
    examples: [
      ExampleSpec(
        line: "synctool identities --auth auth.users --app public.app_users", purpose: "look"),
      ExampleSpec(
        line: "synctool identities status --quiet --detailed-exitcode",
        purpose: "for monitoring: 0 in step, 2 out of step, 3 users whom only you can settle"),
      ExampleSpec(
        line: "synctool identities status --report identities.csv",
        purpose: "a list for a spreadsheet"),
    ],
    exitCodes: connecting(and: .changesPending, .incomplete),
    meanings: ofTarget(and: [
      .done: "the tables could be compared, whether they are in step or not",
      .changesPending: "with --detailed-exitcode: the tables are out of step",
      .incomplete: "the tables could be compared, but some users can be settled by nobody but you",
      .unfit: "the settings, or one of the tables, are unfit",
    ]),
    needed: [Options.auth.name, Options.app.name])
}

/// `synctool identities`: where the two tables of users have drifted apart.
enum IdentitiesCommand {
  /// Compares, prints what was found, and returns the exit code.
  static func status(_ context: CommandContext) -> ExitCode {
    let settings = context.settings
    let frame = RunText(style: context.style)
    let text = IdentitiesText(frame: frame)
    let isText = settings[Options.format] == .text
    let view = RunView(
      context, showing: .identitiesStatus, header: frame.header(source:target:))
    let run = IdentityStatusRun(
      settings, context.identities, view, context.identity(.identitiesStatus))
    return context.ending.finish(run.run(), json: IdentitiesJSON.text) { status in
      let result = status.plan
      if isText {
        context.streams.write(view.finish() + text.footer(result) + text.installed(status))
      } else {
        context.streams.write(IdentitiesJSON.text(status))
      }
      context.say(result.warnings, result.failure)
    }
  }
}

extension IdentityStatus: RunOutcome {
  var run: SyncResult? { plan }

  var failure: SyncFailure? {
    get { plan.failure }
    set { plan.failure = newValue }
  }

  var exitCode: ExitCode {
    get { plan.exitCode }
    set { plan.exitCode = newValue }
  }
}

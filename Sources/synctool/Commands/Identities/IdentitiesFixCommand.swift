internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let identitiesFix = Command(
    name: "identities fix",
    summary:
      "give the application's rows the ids and emails of their users, and the missing users a row",
    details: [
      "Carries out what identities status shows: a row whose id is nobody's gets the id of the user with its"
        + " email, and everything that refers to the row follows in the same statement; a row whose email is"
        + " nobody's gets its user's; a user without a row gets one. Who cannot be told apart is listed and left"
        + " as he is; --prefer says which claim counts where a row has the id of one and the email of another."
        + " Name users, or give --all; --from takes those that a report lists.",
      "All writes of a run are one transaction: after a failure the tables are unchanged, and running again"
        + " recovers. It deletes nothing, and reads no setting of MongoDB.",
      "The plan marks each entry: \(RunKind.identitiesFix.legend).",
    ],
    options: Options.of(
      [.run, .report, .monitoring, .logging, .output],
      and: [
        Options.auth, Options.app, Options.appValues, Options.everyone, Options.prefer,
        Options.deadline, Options.expect,
        Options.from.saying("the users that a .ndjson or .csv report lists"),
        Options.maxCreates.saying(
          "stop before the first write when more rows than this would be created; P% is of the"
            + " application's rows, and counts only from 10 up"),
        Options.maxUpdates,
        Options.report.saying(
          "write what the run did to FILE: a page for people when it ends in .html or .md, one entry for each"
            + " user who was not in step when it ends in .ndjson or .csv"),
      ],
      without: [Options.force, Options.only, Options.onlyFrom]),
    arguments: [.emails],
    examples: [
      ExampleSpec(line: "synctool identities fix --all --dry-run", purpose: "look first"),
      ExampleSpec(line: "synctool identities fix ana@example.com", purpose: "settle one user"),
      ExampleSpec(
        line: "synctool identities fix --all --expect DIGEST",
        purpose: "carry out exactly the plan that a dry run showed"),
      ExampleSpec(
        line: "synctool identities fix --all --prefer id --dry-run",
        purpose: "emails have changed hands: keep each row's id, and correct its email"),
      ExampleSpec(
        line: "synctool identities fix --from identities.csv --max-updates 100",
        purpose: "whom a report listed, but not too many"),
    ],
    exitCodes: ExitCode.allCases,
    meanings: ofTarget(and: [
      .incomplete:
        "done, but some users can be settled by nobody but you, or PostgreSQL refused their rows",
      .stopped: "a limit stopped the run before the first write, or none of the named users exists",
      .unfit: "the settings, or one of the tables, are unfit",
    ]),
    needed: [Options.auth.name, Options.app.name])
}

/// `synctool identities fix`: what `identities status` shows is carried out.
enum IdentitiesFixCommand {
  /// Aligns the users, prints the result, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    let restricted: CommandContext
    do throws(SyncFailure) {
      restricted = try self.restricted(context)
    } catch {
      return context.end(error)
    }
    return restricted.carryOut(.identitiesFix, then: IdentitiesJSON.members) { view in
      IdentityWork.fix(
        restricted.settings, context.identities, view, restricted.identity(.identitiesFix))
    }
  }

  /// The context of the named users alone, or of everyone.
  private static func restricted(_ context: CommandContext) throws(SyncFailure) -> CommandContext {
    let (isForAll, everyone) = (context.settings[Options.everyone], Options.everyone.name.option)
    if isForAll {
      let isNamed =
        !context.invocation.arguments.isEmpty || context.settings.options.isTyped(Options.from)
      guard isNamed else { return context }
      throw SyncFailure(
        .usage, .arguments, "\(everyone) means everyone, but users are named too",
        hint: "leave out the one or the other")
    }
    let users = try context.namedClients()
    guard users.isEmpty else { return context.restricted(to: users) }
    throw SyncFailure(
      .usage, .arguments, "\(context.command.name) names no user",
      hint:
        "give an EMAIL, \(everyone), or \(Options.from.name.option) with a report that lists some")
  }
}

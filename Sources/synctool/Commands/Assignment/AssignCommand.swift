internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let assign = Command(
    name: "assign",
    summary: "give the users in MongoDB the ids of their clients' rows in PostgreSQL",
    details: [
      "Reads the collection of users, finds the client that each one points at and that client's row by its email,"
        + " and writes the row's id into the user's document where none is yet; with --force also where"
        + " another value is. It syncs no clients: the line for cron is synctool --force && synctool assign --force.",
      "Documents of MongoDB are written one by one, each whole and only while it is as planned: what somebody else"
        + " has changed meanwhile stays. Running again finishes what a failure has cut short.",
      "The plan marks each entry: \(RunKind.assign.legend).",
    ],
    options: Options.of(
      [.run, .report, .monitoring, .logging, .output, .progress],
      and: Options.ofAssignment + [
        Options.source.saying(
          "the URI of the MongoDB server that has the users and the clients, instead of MONGODB_URI"
        ),
        Options.mapping, Options.match, Options.deadline, Options.expect,
        Options.force.saying("also write the id where another value is"),
        Options.only.saying("restrict the run to this user"),
        Options.onlyFrom.saying(
          "restrict the run to the users named in FILE, one email a line; - is standard input"),
        Options.maxCreates.saying(
          "stop before the first write when more users than this would get an id who have none; P% is of"
            + " the users read, and counts only from 10 up"),
        Options.maxUpdates.saying("the same for users whose value would be replaced"),
        Options.allowEmpty.saying("a collection without users is not an error"),
        Options.report.saying(
          "write what the run did to FILE: a page for people when it ends in .html or .md, one entry for each"
            + " user who is not in order when it ends in .ndjson or .csv"),
      ]),
    examples: [
      ExampleSpec(line: "synctool assign --dry-run", purpose: "see what a run would do"),
      ExampleSpec(
        line: "synctool assign --force --max-updates 5%",
        purpose: "after synctool --force, which gives new clients their rows"),
      ExampleSpec(
        line: "synctool assign --only ana@example.com --dry-run --verbose",
        purpose: "why a user sees no data"),
      ExampleSpec(
        line: "synctool assign --allow-unassigned --users accounts.people",
        purpose: "another collection, in which administrators have no client"),
    ],
    exitCodes: ExitCode.allCases,
    meanings: [
      .incomplete:
        "done, but some users have no client whose row is known, or their documents changed meanwhile",
      .stopped: "a limit, or an empty collection, stopped the run before the first write",
    ])
}

/// `synctool assign`: one run, its result on standard output.
enum AssignCommand {
  /// Assigns the ids, prints the result, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    guard let setting = context.settings.assignment else { return context.end(isNoServer(context)) }
    return context.carryOut(.assign, then: { _ in [:] }) { view in
      AssignmentWork.run(context.settings, setting, view, context.identity(.assign))
    }
  }

  /// Users of a file have nobody to write to.
  private static func isNoServer(_ context: CommandContext) -> SyncFailure {
    let option = Options.source.name
    let isTyped = context.settings.options.isTyped(Options.source)
    return SyncFailure(
      isTyped ? .usage : .unfit, isTyped ? .arguments : .settings,
      "\(isTyped ? option.option : option.environmentVariable): must be mongodb://… here, and not a file",
      hint: "name the server that has the users and the clients")
  }
}

internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let sync = Command(
    name: "sync",
    summary: "create the missing clients and, with --force, update those that differ (default)",
    details: [
      "Reads every client from MongoDB, matches it by email with PostgreSQL's clients, creates the"
        + " missing ones, with --force updates those that differ, and says what it did. It deletes"
        + " nothing and never changes a table's definition.",
      "All writes of a run are one transaction: after a failure the target is unchanged, and"
        + " running again recovers. A record that cannot be written is listed with the"
        + " reason and never stops the others.",
      "The plan marks each entry: \(RunKind.sync.legend).",
    ],
    options: Options.of(everyRun),
    examples: [
      ExampleSpec(line: "synctool --dry-run", purpose: "see what a run would do"),
      ExampleSpec(line: "synctool", purpose: "create the missing clients"),
      ExampleSpec(
        line: "synctool --force --max-updates 5%", purpose: "update too, but not too many"),
      ExampleSpec(
        line: "synctool --force --only ana@example.com", purpose: "repair one client"),
      ExampleSpec(
        line: "synctool --force --expect DIGEST",
        purpose: "apply exactly the plan that a dry run with --force showed"),
      ExampleSpec(
        line: "synctool --source dump/app/clients.bson --report run.csv",
        purpose: "read a mongodump file and list the outcome in a spreadsheet"),
    ],
    exitCodes: ExitCode.allCases)
}

/// `synctool sync`: one run, its result on standard output.
enum SyncCommand {
  /// `kind` is how the run names itself in results and the journal; `finish` is as in `CommandContext.carryOut`.
  static func run(
    _ context: CommandContext, as kind: RunKind = .sync,
    then finish: (SyncResult) -> JSONValue = { _ in [:] }
  ) -> ExitCode {
    context.carryOut(kind, then: finish) { view in
      ClientWork.run(
        context.settings, view, context.identity(kind), source: context.source,
        on: context.session)
    }
  }
}

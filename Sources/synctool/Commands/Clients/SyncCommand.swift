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
struct SyncCommand {
  let context: CommandContext
  /// How the run names itself in results and the journal.
  var kind = RunKind.sync

  /// `finish` is called when the run has ended, and returns an object with what the JSON result has beyond a sync's.
  func run(
    then finish: (SyncResult) -> JSONValue = { _ in [:] }
  ) -> ExitCode {
    let settings = context.settings
    let text = RunText(palette: context.palette, quiet: settings[Options.quiet])
    let isText = settings[Options.format] == .text
    let view = RunView(context, showing: kind) { source, target in
      text.header(dryRun: settings[Options.dryRun], source: source, target: target)
    }
    let result = ClientWork.run(
      settings, view, context.identity(kind), source: context.source, on: context.session)
    var more: JSONValue = [:]
    return context.ending.finish(result, json: { ResultJSON.run($0, more) }) { result in
      if isText { context.streams.write(view.finish() + text.footer(result)) }
      more = finish(result)
      if !isText { context.streams.write(ResultJSON.run(result, more)) }
      context.say(result.warnings, result.failure)
    }
  }
}

internal import Basics
internal import SyncCore

extension Command {
  static let initialize = Command(
    name: "init",
    summary: "create the journal in the target database, or upgrade it",
    details: [
      "Creates the schema synctool with the tables that keep every run: what it wrote, what it could"
        + " not write, and how it ended. A journal of an older version is upgraded step by step. With"
        + " --dry-run it prints the SQL and changes nothing. No other command creates anything.",
      "--links also makes the tables of links: which document is which row. From then on a sync finds a"
        + " client's row by its link first, and by its email only where it has none.",
      "--remove says what would be lost, and removes the journal only with --force.",
    ],
    options: Options.of(
      [.output, .logging],
      and: [
        dryRunAsSQL,
        Options.force.saying("let --remove really remove the journal and everything in it"),
        Options.links, Options.remove, Options.deadline, verboseInFull,
      ]),
    examples: [
      ExampleSpec(line: "synctool init --dry-run", purpose: "read the SQL first"),
      ExampleSpec(line: "synctool init", purpose: "keep a journal from now on"),
      ExampleSpec(
        line: "synctool init --links", purpose: "let clients keep their rows when emails change"),
      ExampleSpec(line: "synctool init --remove --force", purpose: "give up the journal"),
    ],
    exitCodes: connecting(and: .stopped, .outcomeUnknown, .locked),
    meanings: ofTarget(and: [
      .failed: "failed; the journal is unchanged unless the message says otherwise",
      .stopped: "the journal is not removed without --force",
      .locked: "the journal is not removed while a run is in progress",
      .unfit:
        "the settings are unfit, or the schema synctool holds something else or a newer journal",
    ]))
}

/// `synctool init`: creates, upgrades or removes the journal.
enum InitCommand {
  /// Changes the journal, prints what was done, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    let settings = context.settings
    let result = InitRun(settings, toolVersion: ToolVersion.number, StopSignals.stop).run()
    context.write(
      text: InitText.text(result, quiet: settings[Options.quiet]), json: InitJSON.text(result))
    context.say(settings.warnings + result.warnings, result.failure)
    return result.exitCode
  }
}

internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let status = Command(
    name: "status",
    summary: "say whether the target is in step with the source, and how the last runs ended",
    details: [
      "Makes the plan that sync --force would carry out, without writing anything, and reads the"
        + " journal: the last success and its age, the last failure, runs in progress."
    ],
    options: Options.of(
      [.plan, .output, .progress, .logging, .monitoring],
      and: [
        Options.maxAge, Options.allowEmpty, Options.allowAbsent, Options.mask, reportAsPage,
        plannedUnprotect,
        Options.detailedExitCode.saying("exit with 2 if the target is out of step"),
      ]),
    examples: [
      ExampleSpec(line: "synctool status", purpose: "look"),
      ExampleSpec(
        line: "synctool status --quiet --detailed-exitcode --max-age 26h",
        purpose: "for monitoring: 0 healthy, 2 out of step, 1 no success within 26 hours"),
      ExampleSpec(line: "synctool status --report status.html", purpose: "a page for people"),
    ],
    exitCodes: connecting(and: .changesPending, .incomplete, .stopped),
    meanings: [
      .done: "the plan could be made, whether the target is in step or not",
      .failed: "failed; with --max-age also: the last success is older or missing",
      .changesPending: "with --detailed-exitcode: the target is out of step",
      .incomplete:
        "the plan could be made, but some records are rejected or unresolved duplicates",
      .stopped:
        "a limit, an empty source or --on-duplicate fail would stop a run before its first write",
      .unfit: "the settings, or the table, are unfit; with --max-age also: no journal exists",
    ],
    foreseen: limits, reportsPages: true)
}

/// `synctool status`: whether the target is in step, and how the last runs ended.
enum StatusCommand {
  /// Compares, prints the answer, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    let settings = context.settings
    let text = StatusText(style: context.style)
    let view = RunView(
      context, showing: settings[Options.verbose] ? .status : nil,
      header: RunText(style: text.style).header(source:target:))
    let result = StatusRun(settings, view, context.identity(.status)).run()
    return context.ending.finish(result, json: StatusJSON.text) { result in
      context.write(text: view.finish() + text.body(result), json: StatusJSON.text(result))
      context.say(result.plan.warnings, result.failure)
      context.say([], result.otherFailure)
    }
  }
}

extension StatusResult: RunOutcome {
  var run: SyncResult? { plan }
}

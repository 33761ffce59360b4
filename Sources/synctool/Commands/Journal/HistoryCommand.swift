internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let history = Command(
    name: "history",
    summary: "list the runs of the journal",
    details: [
      "Lists the runs on the table, the newest first.",
      "--prune deletes the runs that ended longer ago than --keep, with everything they recorded; such a"
        + " run can no longer be undone.",
    ],
    options: Options.of(
      [.output, .logging, .report],
      and: [
        Options.since, Options.status, Options.limit, Options.page, Options.prune, Options.keep,
        Options.dryRun.saying("say what --prune would delete, and delete nothing"),
        Options.deadline, verboseInFull, reportAsPage,
      ]),
    examples: [
      ExampleSpec(line: "synctool history --since 7d", purpose: "the last week"),
      ExampleSpec(line: "synctool history --status failed", purpose: "what went wrong"),
      ExampleSpec(line: "synctool history --prune --keep 90d", purpose: "from cron, once a week"),
    ],
    exitCodes: connecting(and: .outcomeUnknown),
    meanings: ofTarget(and: [
      .failed: "failed; the journal is unchanged unless the message says otherwise",
      .unfit: "the settings are unfit, or no journal exists that this version reads",
    ]),
    reportsPages: true)
}

/// `synctool history`: lists the runs of the journal, or prunes them.
enum HistoryCommand {
  /// Lists or prunes the runs, prints the result, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    let settings = context.settings
    let file: PageFile
    do throws(SyncFailure) {
      file = try PageFile(settings[Options.prune] ? nil : settings.report)
    } catch {
      return context.end(error)
    }
    var result = HistoryRun(settings, StopSignals.stop).run()
    if result.failure == nil, result.pruned == nil {
      let page = result.page(writer: "synctool \(ToolVersion.number)")
      result.failure = file.failure(page)
    }
    let isFiltered = settings[Options.since] != nil || settings[Options.status] != nil
    let text = HistoryText(style: context.style)
    context.write(
      text: text.text(result, isFiltered: isFiltered), json: HistoryJSON.text(result))
    context.say(settings.warnings + result.warnings, result.failure)
    return result.exitCode
  }
}

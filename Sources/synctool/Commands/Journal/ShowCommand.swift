internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let show = Command(
    name: "show",
    summary: "show one run of the journal: its options, changes and rejections",
    details: ["Shows each client that the run wrote, field by field, and what it could not write."],
    options: Options.of(
      [.output, .logging, .report],
      and: [Options.limit, Options.page, Options.deadline, verboseInFull, reportAsPage]),
    arguments: [ArgumentSpec(name: "RUN", kind: .run, required: true)],
    examples: [
      ExampleSpec(line: "synctool show last", purpose: "the latest run"),
      ExampleSpec(line: "synctool show 42 --format json", purpose: "one run for a script"),
    ],
    exitCodes: connecting(),
    meanings: ofTarget(and: [
      .failed: "failed",
      .unfit:
        "the settings are unfit, no journal exists that this version reads, or it has no such run",
    ]),
    reportsPages: true)
}

/// `synctool show`: one run of the journal with what it wrote and could not write.
enum ShowCommand {
  /// Reads the run, prints it, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    let settings = context.settings
    let file: PageFile
    do throws(SyncFailure) { file = try PageFile(settings.report) } catch {
      return context.end(error)
    }
    var result = ShowRun(settings, context.invocation.run, StopSignals.stop).run()
    if let (page, entries) = result.page(writer: "synctool \(ToolVersion.number)") {
      result.failure = result.failure ?? file.failure(page, entries)
    }
    let text = ShowText(style: context.style)
    context.write(text: text.text(result), json: ShowJSON.text(result))
    context.say(settings.warnings, result.failure)
    return result.exitCode
  }
}

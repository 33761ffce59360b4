internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let check = Command(
    name: "check",
    summary: "check settings, source and target without running",
    details: [
      "Checks whether the settings are valid, whether the source and the target can be reached, and"
        + " whether the table fits the mapping. Each finding is one line; a fault comes with"
        + " the next step. Nothing is written."
    ],
    options: Options.of(
      [.output],
      and: [
        Options.source, Options.mapping, Options.deadline, verboseInFull,
        Options.users.saying(
          "also check the collection of users that assign writes; a name without a dot is a collection of the"
            + " source's database"),
      ]),
    examples: [
      ExampleSpec(line: "synctool check", purpose: "before the first run"),
      ExampleSpec(
        line: "synctool check --format json", purpose: "the same for a monitoring script"),
    ],
    exitCodes: connecting(),
    meanings: [
      .done: "no fault was found",
      .failed: "a fault without a code of its own, or the findings could not be written",
    ])
}

/// `synctool check`: the preflight of both sides, one line each.
enum CheckCommand {
  /// Looks, prints the findings, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    let settings = context.settings
    let lines = CheckRun(settings, StopSignals.stop).run()
    let code = lines.first { $0.verdict == .fault }?.code ?? .done
    let text = CheckText(palette: context.style.palette)
    let shown = settings[Options.quiet] ? lines.filter { $0.verdict != .ok } : lines
    context.write(
      text: shown.map(text.line).joined(), json: CheckJSON.text(lines, exitCode: code))
    // What a line of the findings says is not repeated.
    let told = settings.source.weaknesses.map(\.detail)
    context.say(settings.warnings.filter { !told.contains($0) }, nil)
    return code
  }
}

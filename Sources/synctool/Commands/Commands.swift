internal import Basics
internal import SyncCore

/// Carries out the commands of well-formed command lines.
enum Commands {
  /// Carries the command out and returns the code that the process ends with.
  static func run(_ parsed: ParsedCommand, _ streams: StandardStreams) -> ExitCode {
    switch parsed.call {
    case .sync:
      return withSettings(parsed, streams) { settings, face in
        StopSignals.watch(deadline: settings.deadline)
        return SyncCommand(settings, streams, face).run()
      }
    case .check:
      return withSettings(parsed, streams) { CheckCommand($0, streams, $1).run() }
    case .initialize:
      return withSettings(parsed, streams) { settings, _ in InitCommand(settings, streams).run() }
    case .explain(let email):
      return withSettings(parsed, streams) {
        ExplainCommand($0, email: email, streams, $1).run()
      }
    case .fix(let emails):
      return withSettings(parsed, streams) {
        FixCommand($0, emails: emails, streams, $1).run()
      }
    case .undo(let run):
      return withSettings(parsed, streams) { UndoCommand($0, run, streams, $1).run() }
    case .completions(let shell):
      streams.write(CompletionScript.render(shell: shell) ?? "")
      return .done
    case .man(let named):
      streams.write(
        named.map { ManPage.command(CommandTable.command($0)) } ?? ManPage.general())
      return .done
    case .status:
      return withSettings(parsed, streams) { StatusCommand($0, streams, $1).run() }
    case .history:
      return withSettings(parsed, streams) { HistoryCommand($0, streams, $1).run() }
    case .show(let run):
      return withSettings(parsed, streams) { ShowCommand($0, run, streams, $1).run() }
    }
  }

  /// Reads the settings for a command that needs them; all their faults are told at once.
  private static func withSettings(
    _ parsed: ParsedCommand, _ streams: StandardStreams,
    _ body: (Settings, TerminalFace) -> ExitCode
  ) -> ExitCode {
    let environment = ProcessEnvironment.read()
    let command = CommandTable.command(parsed.call.name)
    StopSignals.arm(
      deadline: Settings.deadline(options: parsed.options, environment: environment))
    do throws(SettingsFaults) {
      let settings = try Settings.load(
        options: parsed.options, environment: environment, readsSource: command.readsSource,
        isRestrictable: command.options.contains { $0.setting == .only },
        pageOnly: [.status, .show, .history].contains(parsed.call.name))
      log(settings.monitoring, parsed, streams)
      let ending = RunEnding(parsed.call.name, settings, streams)
      if let refusal = ending.refusal() {
        return ending.finish(refusal) { json in
          if settings.format == .json { streams.write(json) }
          streams.say(settings.warnings, refusal, settings)
        }
      }
      return body(settings, TerminalFace(settings, environment: environment))
    } catch {
      log(error.monitoring, parsed, streams)
      let ending = RunEnding(parsed.call.name, error.monitoring, streams)
      let stop = StopSignals.stop.failure(.settings)
      return ending.finish(stop ?? error.failure) { json in
        for warning in error.warnings { streams.say(FaultText.warning(warning)) }
        if let stop {
          if wantsJSON(parsed, environment) { streams.write(json) }
          return streams.say(FaultText.failure(stop))
        }
        for fault in error.faults {
          streams.say(FaultText.error("\(fault.name): \(fault.problem)"))
        }
        if wantsJSON(parsed, environment) { streams.write(json) }
      }
    }
  }

  /// From here on lines go where the settings say.
  private static func log(
    _ setting: MonitoringSetting, _ parsed: ParsedCommand, _ streams: StandardStreams
  ) {
    streams.log = LogSink(setting, command: parsed.call.name.rawValue)
    if setting.logFormat == .json { StopSignals.sayInJSON() }
  }

  /// The format that a run with faulty settings would have had; a faulty one counts as text.
  private static func wantsJSON(
    _ parsed: ParsedCommand, _ environment: [String: String]
  ) -> Bool {
    let format =
      parsed.options[.format]?.last ?? environment[SettingName.format.environmentVariable]
    return format == ResultFormat.json.rawValue
  }
}

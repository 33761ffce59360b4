internal import SyncCore

/// Carries out the commands of well-formed command lines.
enum Commands {
  static func run(_ parsed: ParsedCommand, _ streams: StandardStreams) -> ExitCode {
    switch parsed.command {
    case .sync:
      return withSettings(parsed, streams) { SyncCommand($0, streams, $1).run() }
    case .check:
      return withSettings(parsed, streams) { CheckCommand($0, streams, $1).run() }
    case .completions:
      streams.write(CompletionScript.render(shell: parsed.arguments.first ?? "") ?? "")
      return .done
    case .man:
      streams.write(ManPage.render())
      return .done
    case .help, .version:
      streams.write(HelpText.general())
      return .done
    }
  }

  /// Reads the settings for a command that needs them; all their faults are told at once.
  private static func withSettings(
    _ parsed: ParsedCommand, _ streams: StandardStreams,
    _ body: (Settings, TerminalFace) -> ExitCode
  ) -> ExitCode {
    let environment = ProcessEnvironment.read()
    do throws(SettingsFaults) {
      let settings = try Settings.load(options: parsed.options, environment: environment)
      return body(settings, TerminalFace(settings, environment: environment))
    } catch {
      for fault in error.faults {
        streams.say(FaultText.error("\(fault.name): \(fault.problem)"))
      }
      if wantsJSON(parsed, environment) {
        streams.write(ResultJSON.failure(error.failure, command: parsed.command))
      }
      return error.exitCode
    }
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

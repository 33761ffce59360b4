internal import Basics
internal import Engine
internal import SyncCore

/// What a command that reads settings is given.
struct CommandContext {
  let invocation: Invocation
  var settings: Settings
  let streams: StandardStreams
  let style: TextStyle
  /// nil when progress is not shown.
  let progress: ProgressLine?
  /// The source that several runs of the command share; nil where each has its own from the settings.
  var source: DocumentSource?
  /// The session with the target that several runs of the command share; nil where each opens its own.
  var session: KeptSession?

  /// `environment` is the process's own, in which `TERM` is looked up.
  init(
    _ invocation: Invocation, _ settings: Settings, _ streams: StandardStreams,
    environment: [String: String]
  ) {
    (self.invocation, self.settings, self.streams) = (invocation, settings, streams)
    style = TextStyle(
      palette: Palette(
        enabled: TerminalFacts.usesColor(
          settings[Options.color], descriptor: 1, kind: environment["TERM"])),
      isQuiet: settings[Options.quiet])
    let width =
      settings[Options.noProgress] || settings[Options.quiet] ? nil : TerminalFacts.width(2)
    progress = width.map { ProgressLine(now: Clock.monotonic(), width: $0) }
  }

  /// The command that is carried out.
  var command: Command { invocation.command }

  /// How a run of the kind names itself in results and in the journal.
  func identity(_ kind: RunKind) -> RunIdentity {
    RunIdentity(kind, toolVersion: ToolVersion.number)
  }

  /// Who hears how the command ends.
  var ending: RunEnding { RunEnding(command: command, settings: settings, streams: streams) }

  /// Writes the result in the format that the settings ask for.
  func write(text: @autoclosure () -> String, json: @autoclosure () -> String) {
    streams.write(settings[Options.format] == .text ? text() : json())
  }

  /// Logs the warnings, and what ended the command.
  func say(_ warnings: [String], _ failure: SyncFailure?) {
    for warning in warnings { warn(warning) }
    if let failure { streams.say(FaultText.failure(failure)) }
  }

  /// Logs a fact worth attention.
  func warn(_ warning: String) { streams.say(LogLine(.warn, warning)) }

  /// Reports a failure before there was a result.
  func end(_ failure: SyncFailure) -> ExitCode {
    ending.finish(failure) { json in
      write(text: "", json: json)
      say(settings.warnings, failure)
    }
  }
}

internal import Basics
internal import SyncCore

/// What a command that reads settings is given.
struct CommandContext {
  let invocation: Invocation
  var settings: Settings
  let streams: StandardStreams
  let face: TerminalFace
  /// The source that several runs of the command share; nil where each has its own from the settings.
  var source: DocumentSource?
  /// The session with the target that several runs of the command share; nil where each opens its own.
  var session: KeptSession?

  /// The command that is carried out.
  var command: Command { invocation.command }

  /// How a run of the kind names itself in results and in the journal.
  func identity(_ kind: RunKind) -> RunIdentity {
    RunIdentity(kind, toolVersion: ToolVersion.number)
  }

  /// Who hears how the command ends.
  var ending: RunEnding { RunEnding(command, settings, streams) }

  /// Writes the result in the format that the settings ask for.
  func write(text: @autoclosure () -> String, json: @autoclosure () -> String) {
    streams.write(settings[Options.format] == .text ? text() : json())
  }

  /// Logs the warnings, where the settings let them through, and what ended the command.
  func say(_ warnings: [String], _ failure: SyncFailure?) {
    for warning in warnings { warn(warning) }
    if let failure { streams.say(FaultText.failure(failure)) }
  }

  /// Logs a fact worth attention, where the settings let it through.
  func warn(_ warning: String) {
    if settings.logLevel >= .warn { streams.say(FaultText.warning(warning)) }
  }

  /// Reports a failure before there was a result.
  func end(_ failure: SyncFailure) -> ExitCode {
    ending.finish(failure) { json in
      if settings[Options.format] == .json { streams.write(json) }
      say(settings.warnings, failure)
    }
  }
}

internal import Basics
internal import SyncCore

/// `synctool init`: creates, upgrades or removes the journal.
struct InitCommand {
  private let settings: Settings
  private let streams: StandardStreams

  init(_ settings: Settings, _ streams: StandardStreams) {
    self.settings = settings
    self.streams = streams
  }

  /// Changes the journal, prints what was done, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    let result = InitRun(
      settings, toolVersion: ToolVersion.number, StopSignals.stop
    ).run()
    switch settings.format {
    case .json: streams.write(InitJSON.text(result))
    case .text: streams.write(InitText(quiet: settings.quiet).text(result))
    }
    streams.say(settings.warnings + result.warnings, result.failure, settings)
    return result.exitCode
  }
}

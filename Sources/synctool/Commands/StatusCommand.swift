internal import Basics
internal import SyncCore

/// `synctool status`: whether the target is in step, and how the last runs ended.
struct StatusCommand {
  private let settings: Settings
  private let streams: StandardStreams
  private let face: TerminalFace

  init(_ settings: Settings, _ streams: StandardStreams, _ face: TerminalFace) {
    self.settings = settings
    self.streams = streams
    self.face = face
  }

  /// Compares, prints the answer, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    let text = StatusText(palette: face.output, quiet: settings.quiet)
    let view = RunView(
      settings, streams, face, showing: settings.verbose ? .status : nil, header: text.header)
    let identity = RunIdentity(.status, toolVersion: ToolVersion.number)
    let result = StatusRun(settings, view, identity).run()
    return RunEnding(.status, settings, streams).finish(result, json: StatusJSON.text) { result in
      streams.write(
        settings.format == .text
          ? view.finish() + text.body(result) : StatusJSON.text(result))
      streams.say(result.plan.warnings.map(view.mask.text), result.failure, settings)
      streams.say([], result.otherFailure, settings)
    }
  }
}

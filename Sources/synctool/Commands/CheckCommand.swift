internal import Basics
internal import SyncCore

/// `synctool check`: the preflight of both sides, one line each.
struct CheckCommand {
  private let settings: Settings
  private let streams: StandardStreams
  private let face: TerminalFace

  init(_ settings: Settings, _ streams: StandardStreams, _ face: TerminalFace) {
    self.settings = settings
    self.streams = streams
    self.face = face
  }

  /// Looks, prints the findings, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    let lines = CheckRun(settings, StopSignals.stop).run()
    let code = lines.first { $0.verdict == .fault }?.code ?? .done
    switch settings.format {
    case .json: streams.write(ResultJSON.check(lines, exitCode: code))
    case .text:
      let text = CheckText(palette: face.output, quiet: settings.quiet)
      for line in lines { streams.write(text.line(line)) }
    }
    // What a line of the findings says is not said again.
    let told = settings.source.weaknesses.map(\.detail)
    streams.say(settings.warnings.filter { !told.contains($0) }, nil, settings)
    return code
  }
}

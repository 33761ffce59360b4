internal import Basics
internal import SyncCore

/// `synctool show`: one run of the journal with what it wrote and could not write.
struct ShowCommand {
  private let settings: Settings
  private let reference: RunReference
  private let streams: StandardStreams
  private let face: TerminalFace

  init(
    _ settings: Settings, _ reference: RunReference, _ streams: StandardStreams,
    _ face: TerminalFace
  ) {
    self.settings = settings
    self.reference = reference
    self.streams = streams
    self.face = face
  }

  /// Reads the run, prints it, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    var result = ShowRun(settings, reference, StopSignals.stop).run()
    if let (page, rows) = result.page(writer: "synctool \(ToolVersion.number)") {
      result.failure = result.failure ?? PageFile.failure(page, rows, to: settings.report)
    }
    switch settings.format {
    case .json: streams.write(ShowJSON.text(result))
    case .text:
      streams.write(ShowText(palette: face.output, quiet: settings.quiet).text(result))
    }
    streams.say(settings.warnings, result.failure, settings)
    return result.exitCode
  }
}

internal import Basics
internal import SyncCore

/// `synctool undo`: takes one run back, its result on standard output.
struct UndoCommand {
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

  /// Takes the run back, prints the result, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    let header = RunText(palette: face.output, quiet: settings.quiet)
    let view = RunView(settings, streams, face, showing: .undo) { source, target in
      header.header(dryRun: settings.dryRun, source: source, target: target)
    }
    let identity = RunIdentity(.undo, toolVersion: ToolVersion.number)
    let result = UndoRun(settings, reference, view, identity).run()
    let json = { (result: SyncResult) in
      ResultJSON.run(result, ["undoes": .integer(result.undoes)])
    }
    return RunEnding(.undo, settings, streams).finish(result, json: json) { result in
      let footer = UndoText(palette: face.output, quiet: settings.quiet)
      streams.write(
        settings.format == .text
          ? view.finish() + footer.footer(result) : json(result))
      streams.say(result.warnings.map(view.mask.text), result.failure, settings)
    }
  }
}

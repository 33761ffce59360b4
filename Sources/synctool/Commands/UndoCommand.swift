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

  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    let header = RunText(palette: face.output, quiet: settings.quiet)
    let isText = settings.format == .text
    let mask = Mask(settings)
    var plan = PlanText(palette: face.output)
    let hooks = RunHooks(
      stopCause: { StopSignals.cause },
      trace: settings.logLevel >= .debug ? { streams.say(FaultText.debug($0)) } : nil,
      progress: { _ in },
      committing: { StopSignals.setCommitting($0) },
      started: { source, target in
        guard isText else { return }
        streams.write(header.header(dryRun: settings.dryRun, source: source, target: target))
      },
      settled: { plan.expect($0) },
      show: { (entry) throws(SyncFailure) in streams.write(plan.add(mask.entry(entry))) },
      shown: (
        isText ? (settings.quiet ? [.kept, .failed] : Action.ofUndo) : [],
        settings.verbose ? nil : PlanText.limit
      ))
    let result = UndoRun(
      settings, reference, hooks,
      RunIdentity(command: CommandName.undo.rawValue, toolVersion: ToolVersion.number)
    ).run()
    return RunEnding(.undo, settings, streams).finish(result, json: ResultJSON.undo) { result in
      let footer = UndoText(palette: face.output, quiet: settings.quiet)
      streams.write(
        isText ? plan.finish() + footer.footer(result) : ResultJSON.undo(result))
      streams.say(result.warnings.map(mask.text), result.failure, settings)
    }
  }
}

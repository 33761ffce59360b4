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

  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    let isText = settings.format == .text
    let text = StatusText(
      palette: face.output, quiet: settings.quiet,
      leavesDuplicates: settings.onDuplicate == .skip)
    let mask = Mask(settings)
    var plan = PlanText(palette: face.output)
    var progress = face.progress
    let hooks = RunHooks(
      stopCause: { StopSignals.cause },
      trace: settings.logLevel >= .debug ? { streams.say(FaultText.debug($0)) } : nil,
      progress: { streams.show($0, &progress) },
      committing: { StopSignals.setCommitting($0) },
      started: { source, target in
        if isText { streams.write(text.header(source: source, target: target)) }
      },
      settled: { plan.expect($0) },
      show: { (entry) throws(SyncFailure) in streams.write(plan.add(mask.entry(entry))) },
      shown: (isText && settings.verbose ? Action.ofSync : [], nil))
    let result = StatusRun(
      settings, hooks,
      RunIdentity(command: CommandName.status.rawValue, toolVersion: ToolVersion.number)
    ).run()
    return RunEnding(.status, settings, streams).finish(result, json: StatusJSON.text) { result in
      streams.write(isText ? plan.finish() + text.body(result) : StatusJSON.text(result))
      streams.say(result.plan.warnings.map(mask.text), result.failure, settings)
      streams.say([], result.otherFailure, settings)
    }
  }
}

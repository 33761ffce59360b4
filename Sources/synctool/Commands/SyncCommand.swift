internal import SyncCore

/// `synctool sync`: one run, its result on standard output.
struct SyncCommand {
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
    let text = RunText(palette: face.output, quiet: settings.quiet)
    let isText = settings.format == .text
    var plan = PlanText(palette: face.output)
    var progress = face.progress
    let hooks = RunHooks(
      stopCause: { StopSignals.cause },
      trace: settings.logLevel >= .debug ? { streams.say(FaultText.debug($0)) } : nil,
      progress: { streams.show($0, &progress) },
      committing: { StopSignals.setCommitting($0) },
      started: { source, target in
        guard isText else { return }
        streams.write(text.header(dryRun: settings.dryRun, source: source, target: target))
      },
      settled: { plan.expect($0) },
      show: { (entry) throws(SyncFailure) in streams.write(plan.add(entry)) },
      shown: (isText ? shownActions : [], limit))
    let result = SyncRun(settings, hooks).run()
    if isText {
      streams.write(plan.finish() + text.footer(result))
    } else {
      streams.write(ResultJSON.sync(result))
    }
    if settings.logLevel >= .warn {
      for warning in result.warnings { streams.say(FaultText.warning(warning)) }
    }
    if let failure = result.failure { streams.say(FaultText.failure(failure)) }
    return result.exitCode
  }

  private var limit: Int? { settings.verbose ? nil : PlanText.limit }

  /// Quiet shows problems alone; a duplicate is one only when it is left unresolved.
  private var shownActions: [Action] {
    guard settings.quiet else { return Action.allCases }
    let unresolved = settings.onDuplicate == .skip || settings.onDuplicate == .fail
    return unresolved ? [.duplicate, .rejected, .failed] : [.rejected, .failed]
  }
}

internal import Basics
internal import SyncCore

/// Shows a run while it goes on: source and target, progress, and the entries of its plan.
///
/// A reference, because the closures of the run share it; one thread.
final class RunView {
  /// Hides what `--mask` asks to hide.
  let mask: Mask
  private let settings: Settings
  private let streams: StandardStreams
  private var plan: PlanText
  private var progress: ProgressLine?

  init(_ settings: Settings, _ streams: StandardStreams, _ face: TerminalFace) {
    mask = Mask(settings)
    self.settings = settings
    self.streams = streams
    plan = PlanText(palette: face.output)
    progress = face.progress
  }

  /// What the run asks of the process and tells it.
  ///
  /// In text the lines of `header` come first, and the entries of a run of `kind` last (none for nil); in
  /// JSON nothing is written before the result.
  func hooks(
    showing kind: RunKind?, header: @escaping (_ source: String, _ target: String) -> String
  ) -> RunHooks {
    let isText = settings.format == .text
    var hooks = RunHooks(
      stop: StopSignals.stop,
      trace: settings.logLevel >= .debug ? { self.streams.say(FaultText.debug($0)) } : nil,
      progress: { self.streams.show($0, &self.progress) },
      started: { source, target in
        if isText { self.streams.write(header(source, target)) }
      },
      settled: { self.expect($0) },
      show: { (entry) throws(SyncFailure) in
        self.streams.write(self.plan.add(self.mask.entry(entry)))
      },
      shown: (
        isText ? kind?.shown(quiet: settings.quiet) ?? [] : [],
        settings.verbose ? nil : PlanText.limit
      ))
    hooks.showsProblemsOnly = settings.quiet
    hooks.committed = { StopSignals.setCommitted() }
    return hooks
  }

  private func expect(_ counts: Tally) {
    var counts = counts
    if settings.quiet { for action in Action.allCases { counts[action] = counts.problems(action) } }
    plan.expect(counts)
  }

  /// The text after the last entry.
  func finish() -> String { plan.finish() }
}

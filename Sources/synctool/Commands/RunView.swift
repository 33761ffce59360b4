internal import Basics
internal import SyncCore

/// Shows a run while it goes on: source and target, progress, and the entries of its plan.
///
/// A reference, for a run tells it while it is being shown; one thread.
final class RunView: RunObserver {
  /// Hides what `--mask` asks to hide.
  let mask: Mask
  let shown: ShownEntries
  private let settings: Settings
  private let streams: StandardStreams
  private let header: (_ source: String, _ target: String) -> String
  private var plan: PlanText
  private var progress: ProgressLine?

  /// In text the lines of `header` come first, and the entries of a run of `kind` last (none for nil); in
  /// JSON nothing is written before the result.
  init(
    _ settings: Settings, _ streams: StandardStreams, _ face: TerminalFace,
    showing kind: RunKind? = nil,
    header: @escaping (_ source: String, _ target: String) -> String = { _, _ in "" }
  ) {
    mask = Mask(settings)
    shown = ShownEntries(
      settings.format == .text ? kind?.shown(quiet: settings.quiet) ?? [] : [],
      limit: settings.verbose ? nil : PlanText.limit,
      problemsOnly: settings.quiet)
    self.settings = settings
    self.streams = streams
    self.header = header
    plan = PlanText(palette: face.output)
    progress = face.progress
  }

  var stop: Stop { StopSignals.stop }

  func trace(_ step: String) {
    if settings.logLevel >= .debug { streams.say(FaultText.debug(step)) }
  }

  func started(source: String, target: String) {
    if settings.format == .text { streams.write(header(source, target)) }
  }

  func progress(_ progress: ReadProgress) { streams.show(progress, &self.progress) }

  func committed() { StopSignals.setCommitted() }

  func settled(_ counts: Tally) {
    var counts = counts
    if settings.quiet { for action in Action.allCases { counts[action] = counts.problems(action) } }
    plan.expect(counts)
  }

  func show(_ entry: PlanEntry) throws(SyncFailure) {
    streams.write(plan.add(mask.entry(entry)))
  }

  /// The text after the last entry.
  func finish() -> String { plan.finish() }
}

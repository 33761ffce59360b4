internal import Basics
internal import Engine
internal import SyncCore

/// Shows a run while it is in progress: source and target, progress, and the entries of its plan.
///
/// A class, because a run calls it while it is being shown; one thread.
final class RunView: RunObserver {
  let shown: ShownEntries
  private let context: CommandContext
  private let header: (_ source: String, _ target: String) -> String
  private var plan: PlanText
  private var progress: ProgressLine?

  /// In text the lines of `header` come first, and the entries of a run of `kind` last (none for nil); in
  /// JSON nothing is written before the result.
  init(
    _ context: CommandContext, showing kind: RunKind? = nil,
    header: @escaping (_ source: String, _ target: String) -> String = { _, _ in "" }
  ) {
    let settings = context.settings
    shown = ShownEntries(
      settings[Options.format] == .text ? kind?.shown(quiet: settings[Options.quiet]) ?? [] : [],
      limit: settings[Options.verbose] ? nil : PlanText.limit,
      problemsOnly: settings[Options.quiet])
    self.context = context
    self.header = header
    plan = PlanText(
      palette: context.style.palette, kind ?? .sync, isVerbose: settings[Options.verbose])
    progress = context.progress
  }

  var stop: Stop { StopSignals.stop }

  func trace(_ step: String) { context.streams.say(LogLine(.debug, step)) }

  func started(source: String, target: String) {
    if context.settings[Options.format] == .text { context.streams.write(header(source, target)) }
  }

  func progress(_ progress: ReadProgress) {
    let line = self.progress?.update(progress, now: Clock.monotonic())
    if let line { context.streams.showProgress(line) }
  }

  func committed() { StopSignals.setCommitted() }

  func wroteDocuments() { StopSignals.setPartlyWritten() }

  func settled(_ counts: Tally) {
    var counts = counts
    if context.settings[Options.quiet] {
      for action in Action.allCases { counts[action] = counts.problems(action) }
    }
    plan.expect(counts)
  }

  func show(_ entry: PlanEntry) throws(SyncFailure) {
    context.streams.write(plan.add(entry))
  }

  /// The text after the last entry.
  func finish() -> String { plan.finish() }
}

extension CommandContext {
  /// Carries a run out, shows it, and returns the exit code. `finish` is called when the run has ended, and returns an
  /// object with what the JSON result has beyond that of every run.
  func carryOut(
    _ kind: RunKind, then finish: (SyncResult) -> JSONValue, _ run: (RunView) -> SyncResult
  ) -> ExitCode {
    let text = RunText(style: style)
    let isText = settings[Options.format] == .text
    let isDry = settings[Options.dryRun]
    let view = RunView(self, showing: kind) { source, target in
      text.header(dryRun: isDry, source: source, target: target)
    }
    let result = run(view)
    var more: JSONValue = [:]
    return ending.finish(result, json: { ResultJSON.run($0, more) }) { result in
      if isText { streams.write(view.finish() + text.footer(result)) }
      more = finish(result)
      if !isText { streams.write(ResultJSON.run(result, more)) }
      say(result.warnings, result.failure)
    }
  }
}

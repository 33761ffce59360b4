internal import Basics
internal import SyncCore

/// How a command looks on its terminal, if it has one.
struct TerminalFace {
  /// Colours of standard output.
  let output: Palette
  /// nil when progress is not shown.
  let progress: ProgressLine?

  /// `environment` is the process's own, in which `NO_COLOR` and `TERM` are looked up.
  init(_ settings: Settings, environment: [String: String]) {
    output = Palette(
      enabled: TerminalFacts.usesColor(
        settings[Options.color], descriptor: 1, kind: environment["TERM"]))
    progress =
      !settings[Options.noProgress] && !settings[Options.quiet]
      ? TerminalFacts.width(2).map { ProgressLine(now: Clock.monotonic(), width: $0) }
      : nil
  }
}

internal import Basics
internal import Engine

/// Renders a plan as its entries arrive, in constant memory.
struct PlanText {
  /// Lines shown per action, unless everything is requested.
  static let limit = 20

  private let entryText: EntryText
  private var counts = Tally()
  private var current: Action?
  private var shown = 0

  /// `kind` is the run's; `isVerbose` says to print more of each entry.
  init(palette: Palette, _ kind: RunKind, isVerbose: Bool = false) {
    entryText = EntryText(palette: palette, kind: kind, tellsFollowers: isVerbose)
  }

  /// Sets how many entries of each action there are, before the first one is added.
  mutating func expect(_ counts: Tally) { self.counts = counts }

  /// The text that the entry adds to the output; entries come action by action.
  mutating func add(_ entry: PlanEntry) -> String {
    let before = entry.action == current ? "" : finish()
    if entry.action != current { (current, shown) = (entry.action, 0) }
    shown += 1
    return before + entryText.line(entry)
  }

  /// The text after the last entry of an action: what is said about those that the limit has held back.
  func finish() -> String {
    guard let current, counts[current] > shown else { return "" }
    return "… and \(NumberText.grouped(counts[current] - shown)) more \(current.rawValue)"
      + " (use -v to see all, or --report FILE)\n"
  }
}

internal import Basics
internal import SyncCore

/// Renders a plan as its entries come, in flat memory.
struct PlanText {
  /// Lines shown of each action, unless everything is asked for.
  static let limit = 20

  private let entryText: EntryText
  private var counts = Tally()
  private var current: Action?
  private var shown = 0

  init(palette: Palette) {
    entryText = EntryText(palette: palette)
  }

  /// Tells how many entries of each action there are, before the first one is added.
  mutating func expect(_ counts: Tally) { self.counts = counts }

  /// The text that the entry adds to the output; entries come action by action.
  mutating func add(_ entry: PlanEntry) -> String {
    let before = entry.action == current ? "" : rest()
    if entry.action != current { (current, shown) = (entry.action, 0) }
    shown += 1
    return before + entryText.line(entry)
  }

  /// The text after the last entry.
  func finish() -> String { rest() }

  /// What is said of the entries that the limit has kept back.
  private func rest() -> String {
    guard let current, counts[current] > shown else { return "" }
    return "… and \(NumberText.grouped(counts[current] - shown)) more \(current.rawValue)"
      + " (use -v to see all, or --report FILE)\n"
  }
}

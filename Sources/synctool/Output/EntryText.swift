internal import Basics
internal import Engine

/// Renders one plan entry as one line for people.
struct EntryText: Sendable {
  var palette: Palette
  /// That of the run whose entry it is.
  var kind = RunKind.sync
  /// True to say how many rows of other tables follow.
  var tellsFollowers = false

  /// The line with its line feed; a terminal obeys nothing in it.
  func line(_ entry: PlanEntry) -> String {
    let key = entry.key.map(SafeText.escape) ?? ReasonText.absentKey(entry.reason)
    let parts =
      [palette.label(entry.action), key]
      + entry.action.look.parts.map { part($0, entry) } + [followers(entry)]
    return parts.filter { !$0.isEmpty }.joined(separator: "  ") + "\n"
  }

  private func followers(_ entry: PlanEntry) -> String {
    guard tellsFollowers, !entry.follows.isEmpty else { return "" }
    let rows = entry.follows.map { "\($0.number) of \(SafeText.escape($0.name))" }
    return "follow: " + rows.joined(separator: ", ")
  }

  private func part(_ part: EntryPart, _ entry: PlanEntry) -> String {
    switch part {
    case .values:
      name(entry) + Self.list(entry.changes.map { EntryWords.value($0.path, $0.to) })
        + others(entry)
    case .differences:
      name(entry)
        + Self.list(entry.changes.map(EntryWords.difference)) + others(entry)
    case .formerValues:
      Self.list(
        entry.changes.filter { $0.from != .null }.map { EntryWords.value($0.path, $0.from) })
    case .identity: identity(entry)
    case .winner: entry.winnerID.map { "lost to \(kind.idWord) " + SafeText.escape($0) } ?? ""
    case .reason:
      (entry.reason.map { EntryWords.because($0, entry.field, entry.place) } ?? "") + others(entry)
        + (entry.isStale ? "; \(ReasonText.stale)" : "")
    case .finding: entry.reason.map { EntryWords.because($0, entry.field, entry.place) } ?? ""
    }
  }

  /// Without a key the line has no other name.
  private func name(_ entry: PlanEntry) -> String {
    entry.key == nil ? identity(entry) + "  " : ""
  }

  private func others(_ entry: PlanEntry) -> String {
    entry.others.map { ", with " + $0.words(SafeText.escape) } ?? ""
  }

  /// The record's id; for a client without a record, or with an unreadable one, the row's id
  /// if known.
  private func identity(_ entry: PlanEntry) -> String {
    if entry.sourceID == nil, entry.targetID != .null {
      return "id " + EntryWords.side(entry.targetID)
    }
    guard kind.comparesSource else { return "" }
    return entry.sourceID.map { "\(kind.idWord) " + SafeText.escape($0) }
      ?? EntryWords.absentID(entry.reason, entry.field)
  }

  private static func list(_ parts: [String]) -> String { parts.joined(separator: "; ") }
}

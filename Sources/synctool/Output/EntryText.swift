internal import Basics
internal import SyncCore

/// Renders one plan entry as one line for people.
struct EntryText: Sendable {
  var palette: Palette
  /// False where entries come from no record of a source, and so have no `_id`: those of an undo.
  var hasSource = true

  /// The line with its line feed; nothing in it is obeyed by a terminal.
  func line(_ entry: PlanEntry) -> String {
    let key = entry.key.map(SafeText.escape) ?? ReasonText.absentKey(entry.reason)
    var parts = [ActionMark.label(entry.action, palette), key]
    switch entry.action {
    case .create: parts.append(values(entry.changes))
    case .update: parts.append(differences(entry.changes))
    case .delete: parts.append(lost(entry.changes))
    case .differs: parts += [differences(entry.changes), because(entry)]
    case .duplicate: parts += [identity(entry), winner(entry), because(entry)]
    case .rejected, .failed, .kept: parts += [identity(entry), because(entry)]
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "  ") + "\n"
  }

  /// The record's `_id`; of a client without a record, or with one that cannot be read, the row's id
  /// where it is known.
  private func identity(_ entry: PlanEntry) -> String {
    if entry.sourceID == nil, entry.targetID != .null {
      return "id " + EntryWords.side(entry.targetID)
    }
    guard hasSource else { return "" }
    return entry.sourceID.map { "_id " + SafeText.escape($0) }
      ?? EntryWords.absentID(entry.reason, entry.field)
  }

  private func winner(_ entry: PlanEntry) -> String {
    entry.winnerID.map { "lost to _id " + SafeText.escape($0) } ?? ""
  }

  private func because(_ entry: PlanEntry) -> String {
    entry.reason.map { EntryWords.because($0, entry.field, entry.place) } ?? ""
  }

  private func values(_ changes: [Change]) -> String {
    changes.map { EntryWords.value($0.path, $0.to) }.joined(separator: "; ")
  }

  private func lost(_ changes: [Change]) -> String {
    changes.filter { $0.from != .null }
      .map { EntryWords.value($0.path, $0.from) }.joined(separator: "; ")
  }

  private func differences(_ changes: [Change]) -> String {
    changes.map(EntryWords.difference).joined(separator: "; ")
  }
}

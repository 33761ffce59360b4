internal import Basics
internal import Records

/// Renders one entry as an item of a list, its fields as a list within.
enum MarkdownRow {
  private static let fieldLimit = 12
  private static let valueLimit = 120

  /// The entry as lines that end with a line feed, all data as code; `idWord` stands before the id of its record.
  static func text(_ entry: PlanEntry, idWord: String) -> String {
    let idWord = idWord.replacing("_", with: "\\_")
    let key = entry.key.map { code($0) } ?? ReasonText.absentKey(entry.reason)
    var line = "- **\(entry.action.rawValue)** \(key)"
    if entry.key == nil, let id = entry.sourceID { line += ", \(idWord) \(code(id))" }
    // Nothing else tells rows without a record apart.
    if entry.action == .orphan, let row = entry.rowID { line += ", row \(code(row))" }
    if let reason = entry.reason {
      line += ": `\(reason.rawValue)`" + (entry.field.map { " in \(code($0))" } ?? "")
      if let place = entry.place { line += ", \(code(ReasonText.words(place)))" }
      if let winner = entry.winnerID { line += ", lost to \(idWord) \(code(winner))" }
    }
    if let others = entry.others { line += ", with \(others.words(code))" }
    if entry.isStale { line += ", \(ReasonText.stale)" }
    line += "\n"
    for change in entry.changes.prefix(fieldLimit) {
      line += "  - \(code(change.path)): \(sides(change, entry.action))\n"
    }
    let more = entry.changes.count - fieldLimit
    return more > 0 ? line + "  - and \(more) more fields\n" : line
  }

  private static func sides(_ change: Change, _ action: Action) -> String {
    switch action {
    case .create: value(change.to)
    case .delete: value(change.from)
    default: "\(value(change.from)) → \(value(change.to))"
    }
  }

  private static func value(_ value: JSONValue?) -> String {
    guard let value else { return "(absent)" }
    return code(ShownValue.text(value, limit: valueLimit))
  }

  private static func code(_ text: String) -> String {
    MarkdownText.code(text, limit: valueLimit + 40)
  }
}

internal import Basics
internal import Records

/// Renders one entry as an item of a list, its fields as a list within.
enum MarkdownRow {
  private static let fieldLimit = 12
  private static let valueLimit = 120

  /// The entry as lines that end with a line feed, all data as code.
  static func text(_ row: ReportRow) -> String {
    let key = row.key.map { code($0) } ?? ReasonText.absentKey(row.reason)
    var line = "- **\(row.action)** \(key)"
    if row.key == nil, let id = row.sourceID { line += ", \\_id \(code(id))" }
    if let reason = row.reason {
      line += ": `\(reason.rawValue)`" + (row.field.map { " in \(code($0))" } ?? "")
      if let place = row.place { line += ", \(code(ReasonText.words(place)))" }
      if let winner = row.winnerID { line += ", lost to \\_id \(code(winner))" }
    }
    line += "\n"
    for change in row.changes.prefix(fieldLimit) {
      line += "  - \(code(change.path)): \(sides(change, row.action))\n"
    }
    let more = row.changes.count - fieldLimit
    return more > 0 ? line + "  - and \(more) more fields\n" : line
  }

  private static func sides(_ change: Change, _ action: String) -> String {
    switch action {
    case Action.create.rawValue: value(change.to)
    case Action.delete.rawValue: value(change.from)
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

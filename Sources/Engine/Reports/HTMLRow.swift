internal import Basics
internal import Records

/// Renders one entry as a row group: the client, why it is so, and a row for each field.
enum HTMLRow {
  /// The most characters shown of a value.
  private static let valueLimit = 400
  /// The most fields shown of an entry.
  private static let fieldLimit = 60

  /// The entry as one `tbody`; `idWord` stands before the id of its record.
  static func body(_ entry: PlanEntry, idWord: String) -> HTML {
    let changes = entry.changes.prefix(fieldLimit)
    var lines = changes.map { line($0, entry.action) }
    if let why = why(entry, idWord) { lines.insert("<td colspan=\"3\">\(why)</td>", at: 0) }
    if entry.changes.count > fieldLimit {
      lines.append("<td colspan=\"3\">and \(entry.changes.count - fieldLimit) more fields</td>")
    }
    if lines.isEmpty { lines = ["<td colspan=\"3\"></td>"] }
    let rest: [HTML] = lines.dropFirst().map { "</tr>\n<tr>\($0)" }
    return """
      <tbody class="\(entry.action.rawValue)"><tr>\
      <th scope="rowgroup" class="k" rowspan="\(lines.count)">\(client(entry, idWord))</th>
      \(lines[0])\(rest)</tr></tbody>

      """
  }

  private static func client(_ entry: PlanEntry, _ idWord: String) -> HTML {
    let key: HTML =
      entry.key.map { "\(cut($0))" }
      ?? "<span class=\"nil\">\(ReasonText.absentKey(entry.reason))</span>"
    let target: HTML? = entry.rowID.map { "<small>row \(cut($0))</small>" }
    let source: HTML? = entry.sourceID.map { "<small>\(idWord) \(cut($0))</small>" }
    return "<span class=\"tag\">\(entry.action.rawValue)</span>\n\(key)\(target)\(source)"
  }

  /// `too-long in phone: longer than the column takes`; nil without a reason.
  private static func why(_ entry: PlanEntry, _ idWord: String) -> HTML? {
    guard let reason = entry.reason else { return nil }
    let place: HTML? = entry.field.map { " in <code>\(cut($0))</code>" }
    let winner: HTML? = entry.winnerID.map { "; lost to \(idWord) \(cut($0))" }
    let others: HTML? = entry.others.map { "; with \($0.words(cut))" }
    let stale: HTML? = entry.isStale ? "; \(ReasonText.stale)" : nil
    return """
      <b>\(reason.rawValue)</b>\(place): \(ReasonText.explanation(reason, entry.place))\(winner)\(others)\(stale)
      """
  }

  private static func line(_ change: Change, _ action: Action) -> HTML {
    """
    <td class="f">\(cut(change.path))</td>\n\
    \(side(change.from, "b", isBlank: action == .create))\n\
    \(side(change.to, "a", isBlank: action == .delete))
    """
  }

  /// A side on which there was no row has nothing to say.
  private static func side(_ value: JSONValue?, _ name: String, isBlank: Bool) -> HTML {
    guard let value, value != .null else {
      let word = isBlank ? "–" : value == nil ? "(absent)" : "null"
      return "<td class=\"\(name) nil\">\(word)</td>"
    }
    return "<td class=\"\(name)\">\(ShownValue.text(value, limit: valueLimit))</td>"
  }

  private static func cut(_ text: String) -> String { ShownValue.cut(text, limit: valueLimit) }
}

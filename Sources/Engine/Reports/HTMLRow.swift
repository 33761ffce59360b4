internal import Basics
internal import Records

/// Renders one entry as a row group: the client, why it is so, and a row for each field.
enum HTMLRow {
  /// The most characters shown of a value.
  private static let valueLimit = 400
  /// The most fields shown of an entry.
  private static let fieldLimit = 60

  /// The entry as one `tbody`.
  static func body(_ row: ReportRow) -> HTML {
    let changes = row.changes.prefix(fieldLimit)
    var lines = changes.map { line($0, row.action) }
    if let why = why(row) { lines.insert("<td colspan=\"3\">\(why)</td>", at: 0) }
    if row.changes.count > fieldLimit {
      lines.append("<td colspan=\"3\">and \(row.changes.count - fieldLimit) more fields</td>")
    }
    if lines.isEmpty { lines = ["<td colspan=\"3\"></td>"] }
    let rest: [HTML] = lines.dropFirst().map { "</tr>\n<tr>\($0)" }
    return """
      <tbody class="\(row.action)"><tr>\
      <th scope="rowgroup" class="k" rowspan="\(lines.count)">\(client(row))</th>
      \(lines[0])\(rest)</tr></tbody>

      """
  }

  private static func client(_ row: ReportRow) -> HTML {
    let key: HTML =
      row.key.map { "\(cut($0))" }
      ?? "<span class=\"nil\">\(ReasonText.absentKey(row.reason))</span>"
    let target: HTML? = row.targetID.map { "<small>row \(cut($0))</small>" }
    let source: HTML? = row.sourceID.map { "<small>_id \(cut($0))</small>" }
    return "<span class=\"tag\">\(row.action)</span>\n\(key)\(target)\(source)"
  }

  /// `too-long in phone: longer than the column takes`; nil without a reason.
  private static func why(_ row: ReportRow) -> HTML? {
    guard let reason = row.reason else { return nil }
    let place: HTML? = row.field.map { " in <code>\(cut($0))</code>" }
    let winner: HTML? = row.winnerID.map { "; lost to _id \(cut($0))" }
    return """
      <b>\(reason.rawValue)</b>\(place): \(ReasonText.explanation(reason, row.place))\(winner)
      """
  }

  private static func line(_ change: Change, _ action: String) -> HTML {
    """
    <td class="f">\(cut(change.path))</td>\n\
    \(side(change.from, "b", isBlank: action == Action.create.rawValue))\n\
    \(side(change.to, "a", isBlank: action == Action.delete.rawValue))
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

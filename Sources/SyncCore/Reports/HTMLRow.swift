internal import Basics
internal import Records

/// Renders one entry as a row group: the client, why it is so, and a row for each field.
enum HTMLRow {
  /// Characters of a value that are shown.
  private static let valueLimit = 400
  /// Fields of an entry that are shown.
  private static let fieldLimit = 60

  /// The entry as one `tbody`, all data escaped.
  static func text(_ row: ReportRow) -> String {
    let changes = row.changes.prefix(fieldLimit)
    var lines = changes.map { line($0, row.action) }
    if let why = why(row) { lines.insert("<td colspan=\"3\">\(why)</td>", at: 0) }
    if row.changes.count > fieldLimit {
      lines.append("<td colspan=\"3\">and \(row.changes.count - fieldLimit) more fields</td>")
    }
    if lines.isEmpty { lines = ["<td colspan=\"3\"></td>"] }
    let client = "<th scope=\"rowgroup\" class=\"k\" rowspan=\"\(lines.count)\">\(client(row))</th>"
    return "<tbody class=\"\(HTMLEscape.text(row.action))\"><tr>\(client)\n"
      + lines.joined(separator: "</tr>\n<tr>") + "</tr></tbody>\n"
  }

  private static func client(_ row: ReportRow) -> String {
    let key =
      row.key.map { data($0) }
      ?? "<span class=\"nil\">\(ReasonText.absentKey(row.reason))</span>"
    var ids: [String] = []
    if let id = row.targetID { ids.append("row \(data(id))") }
    if let id = row.sourceID { ids.append("_id \(data(id))") }
    let small = ids.map { "<small>\($0)</small>" }.joined()
    return "<span class=\"tag\">\(HTMLEscape.text(row.action))</span>\n\(key)\(small)"
  }

  /// `too-long in phone: longer than the column takes`; nil when there is no reason.
  private static func why(_ row: ReportRow) -> String? {
    guard let reason = row.reason else { return nil }
    let place = row.field.map { " in <code>\(data($0))</code>" } ?? ""
    let winner = row.winnerID.map { "; lost to _id \(data($0))" } ?? ""
    return "<b>\(reason.rawValue)</b>\(place): "
      + HTMLEscape.text(ReasonText.explanation(reason, row.place)) + winner
  }

  private static func line(_ change: Change, _ action: String) -> String {
    """
    <td class="f">\(data(change.path))</td>\n\
    \(side(change.from, "b", isBlank: action == Action.create.rawValue))\n\
    \(side(change.to, "a", isBlank: action == "delete"))
    """
  }

  /// A side on which there was no row has nothing to say.
  private static func side(_ value: JSONValue?, _ name: String, isBlank: Bool) -> String {
    guard let value, value != .null else {
      let word = isBlank ? "–" : value == nil ? "(absent)" : "null"
      return "<td class=\"\(name) nil\">\(word)</td>"
    }
    let text = HTMLEscape.text(ShownValue.text(value, limit: valueLimit))
    return "<td class=\"\(name)\">\(text)</td>"
  }

  private static func data(_ text: String) -> String {
    HTMLEscape.text(ShownValue.cut(text, limit: valueLimit))
  }
}

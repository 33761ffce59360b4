internal import Basics
internal import Records

/// Renders plan entries as rows of RFC 4180 that a spreadsheet can open safely.
package enum ReportCSV {
  /// The first row, with its line end.
  package static let header =
    "action,key,sourceId,targetId,reason,field,winnerId,changes,detail,line,byte,others,stale\r\n"

  /// One row with its line end; `changes` is one JSON object.
  package static func row(_ entry: PlanEntry) -> String {
    let changes =
      entry.changes.isEmpty
      ? "" : JSONWriter(sortsNames: true).text(ReportJSON.changes(entry.changes.map(typed)))
    return [
      entry.action.rawValue, cell(entry.key.map(keyText)), cell(entry.sourceID),
      cell(entry.targetID),
      entry.reason?.rawValue ?? "", cell(entry.field), cell(entry.winnerID), cell(changes),
      cell(entry.place?.detail), entry.place.map { "\($0.line)" } ?? "",
      entry.place.map { "\($0.byte)" } ?? "",
      cell(entry.others?.names.joined(separator: " ")), entry.isStale ? "true" : "",
    ].joined(separator: ",") + "\r\n"
  }

  /// The change with the type of what was there before it, where JSON does not tell it.
  private static func typed(_ change: Change) -> Change {
    guard let type = change.fromType, let from = change.from, from != .null else { return change }
    var typed = change
    typed.fromType = nil
    if case .string(let text) = from {
      typed.from = .string("\(type) \(text)")
    } else {
      typed.from = .string("\(type) \(JSONWriter(sortsNames: true).text(from))")
    }
    return typed
  }

  /// A cell from data: nothing hidden, no formula, quoted where needed.
  package static func cell(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "" }
    return quoted((isMarked(text) ? "'" : "") + SafeText.escape(text))
  }

  /// The key that a cell of the column `key` was made from, without the quotes of CSV.
  package static func text(ofKey cell: String) -> String {
    var rest = Substring(cell).unicodeScalars
    if rest.first == "'", isMarked(String(rest.dropFirst())) { rest.removeFirst() }
    var key = String.UnicodeScalarView()
    while let scalar = rest.first {
      let escape = hidden(rest)
      key.append(escape?.scalar ?? scalar)
      rest = rest.dropFirst(escape?.length ?? 1)
    }
    return String(key)
  }

  /// The key in a form that can be read back: an email that looks like an escape must not become one.
  private static func keyText(_ key: String) -> String {
    guard key.utf8.contains(UInt8(ascii: "\\")) else { return key }
    var text = String.UnicodeScalarView()
    var rest = Substring(key).unicodeScalars
    while let scalar = rest.popFirst() {
      text.append(scalar)
      if scalar == "\\", rest.starts(with: "u{".unicodeScalars) {
        text.append(contentsOf: "u{5c}".unicodeScalars)
      }
    }
    return String(text)
  }

  /// The character that an escape at the start of the text represents: one that is never shown, or the
  /// backslash.
  private static func hidden(
    _ text: Substring.UnicodeScalarView
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    guard text.starts(with: "\\u{".unicodeScalars) else { return nil }
    let digits = text.dropFirst(3).prefix { $0 != "}" }
    guard digits.count <= 6, text.dropFirst(3 + digits.count).first == "}",
      let value = UInt32(String(Substring(digits)), radix: 16), let scalar = Unicode.Scalar(value),
      scalar == "\\" || SafeText.isHidden(scalar)
    else { return nil }
    return (scalar, digits.count + 4)
  }

  /// True for a text that gets a mark in front: a formula, or one that would be taken for marked.
  private static func isMarked(_ text: String) -> Bool {
    if isFormula(text) { return true }
    guard text.unicodeScalars.first == "'" else { return false }
    let rest = String(text.unicodeScalars.dropFirst())
    return rest.unicodeScalars.first == "'" || isFormula(rest)
  }

  /// A number stays one: a leading minus begins no formula there.
  private static func cell(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .number(let text): text
    case .string(let text): cell(text)
    case .bool, .array, .object: cell(JSONWriter(sortsNames: true).text(value))
    }
  }

  /// True for what a spreadsheet would execute: the signs that begin a formula, also in their full
  /// width, after blanks, and after the white space that some programs drop first.
  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first(where: { $0 != " " }) else { return false }
    return "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first)
  }

  private static func quoted(_ text: String) -> String {
    let special = Array(",\";'\r\n".utf8)
    let (bytes, blank) = (text.utf8, UInt8(ascii: " "))
    guard bytes.contains(where: special.contains) || bytes.first == blank || bytes.last == blank
    else { return text }
    // Byte by byte: an array of characters of a cell of 100 MB would take 20 times its memory.
    var quoted = [UInt8(ascii: "\"")]
    quoted.reserveCapacity(bytes.count + 16)
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
  }
}

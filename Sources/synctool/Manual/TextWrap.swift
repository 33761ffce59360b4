/// Breaks text into lines at blanks.
enum TextWrap {
  /// Lines of at most `width` scalars; a longer word gets a line of its own.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.unicodeScalars.count + 1 + word.unicodeScalars.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// One wrapped paragraph with every line indented, and a final newline.
  static func paragraph(_ text: String, indent: Int, width: Int = 80) -> String {
    let margin = String(repeating: " ", count: indent)
    return lines(text, width: width - indent).map { margin + $0 + "\n" }.joined()
  }

  /// A term in the left column and its explanation in the right one, beginning at `column`; a term
  /// that does not fit gets a line of its own.
  static func entry(_ term: String, _ text: String, column: Int, width: Int = 80) -> String {
    let margin = String(repeating: " ", count: column)
    let rows = lines(text, width: width - column)
    guard let first = rows.first else { return term + "\n" }
    let room = column - term.unicodeScalars.count
    let head =
      room >= 2
      ? term + String(repeating: " ", count: room) + first + "\n" : term + "\n\(margin)\(first)\n"
    return head + rows.dropFirst().map { margin + $0 + "\n" }.joined()
  }
}

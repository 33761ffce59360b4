/// The parts of a manual page in the man macros of roff.
enum Roff {
  /// The first line of a manual page; `name` is the page's, without its section.
  static func title(_ name: String) -> String {
    ".TH \(escape(name.uppercased())) 1 \(ToolVersion.date) \"synctool \(ToolVersion.number)\""
      + " \"User Commands\"\n"
  }

  /// The head of a section; `name` is in capitals and needs no escapes.
  static func section(_ name: String) -> String { ".SH \(name)\n" }

  /// The first section: what `whatis` and `apropos` find. `summary` has no final full stop.
  static func name(_ name: String, _ summary: String) -> String {
    section("NAME") + "\(escape(name)) \\- \(escape(summary))\n"
  }

  /// Paragraphs of plain text.
  static func paragraphs(_ texts: [String]) -> String {
    texts.map { line(escape($0)) }.joined(separator: ".PP\n")
  }

  /// A term in roff and its explanation in roff, indented below it.
  static func term(_ name: String, _ text: String) -> String {
    ".TP\n" + line(name) + line(text)
  }

  /// Text in roff as input lines; one that would begin like a request is protected.
  static func line(_ text: String) -> String {
    TextWrap.lines(text, width: 78).map { line in
      (line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" : "") + line + "\n"
    }.joined()
  }

  /// Plain text in bold, within a line.
  static func bold(_ text: String) -> String { "\\fB\(escape(text))\\fP" }

  /// Plain text in italics, within a line.
  static func italic(_ text: String) -> String { "\\fI\(escape(text))\\fP" }

  /// Another page of the first section, as pages refer to it.
  static func page(_ name: String) -> String { bold(name) + "(1)" }

  /// Keeps dashes, quotes and backslashes as typed: people copy from man pages.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "~": escaped += "\\(ti"
      case "^": escaped += "\\(ha"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// A phrase without a final full stop as a sentence.
  static func sentence(_ phrase: String) -> String {
    phrase.prefix(1).uppercased() + phrase.dropFirst() + "."
  }
}

/// Makes text from data safe to show: characters that are invisible, or move others, become escapes.
package enum SafeText {
  /// The text with control, format, direction and invisible characters as `\n`, `\t`, `\r` or
  /// `\u{…}`; a backslash stays single, so the result is for reading, not for reading back.
  package static func escape(_ text: String) -> String {
    text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) ? text : escape(text, where: isHidden)
  }

  /// The same for line feeds, tabs, carriage returns and other characters than the hidden ones.
  package static func escape(
    _ text: String, where mustEscape: (Unicode.Scalar) -> Bool
  ) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\t": escaped += "\\t"
      case _ where mustEscape(scalar):
        escaped += "\\u{\(String(scalar.value, radix: 16))}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// True for a character that a terminal obeys instead of showing, or shows as nothing.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    // The bidirectional controls, the zero-width characters and U+FEFF are all format characters.
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}

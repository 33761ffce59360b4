/// Makes names that come from outside safe to print.
enum PrintableText {
  /// Control, format (including bidirectional), line-breaking and ignorable characters, which
  /// are shown as nothing, as `\u{…}`.
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      case _ where scalar.properties.isDefaultIgnorableCodePoint:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Text from outside, made fit for one line of a message.
enum VisibleText {
  /// `text` with control, format (bidirectional ones among them), separator, unassigned and
  /// ignorable characters, which are shown as nothing, written as `\u{…}`.
  static func escaping(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
        result += code(scalar)
      case _ where scalar.properties.isDefaultIgnorableCodePoint: result += code(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }
}

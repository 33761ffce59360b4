/// Makes names that come from outside safe to print.
enum PrintableText {
  /// Control, format (including bidirectional), line-breaking and ignorable characters, which
  /// are shown as nothing, as `\u{…}`.
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isBlank = scalar.properties.generalCategory == .spaceSeparator
      if !isBlank, StrayCharacter.isInvisible(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension UInt8 {
  /// True for an ASCII letter or digit.
  var isAlphanumeric: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
  }
}

internal import Basics

extension SettingsDraft {
  /// nil when the text is not a word for true or false.
  @Sendable static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1", "yes", "on": true
    case "false", "0", "no", "off": false
    default: nil
    }
  }

  /// A path; nil when unset or faulty.
  mutating func path(_ option: Option<Never?>) -> SettingValue? {
    guard let value = value(option) else { return nil }
    if !value.text.isEmpty { return value }
    refuse(value, "must name a file")
    return nil
  }

  /// The file of this path; nil, and a fault, when it cannot be read. With `orInput` a `-` is standard input.
  mutating func contents(
    of value: SettingValue, limit: Int, orInput: Bool = false
  ) -> InputFile? {
    do throws(InputFile.Fault) {
      return orInput && value.text == "-"
        ? try InputFile.read(0, limit: limit) : try InputFile.read(value.text, limit: limit)
    } catch {
      refuse(value, error.words)
      return nil
    }
  }

  /// Digits with at most one point among them: no sign, exponent, infinity.
  static func decimal(_ text: String) -> Double? {
    let sound = text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    guard sound, text.utf8.first.map(isDigit) == true, text.utf8.last.map(isDigit) == true,
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  /// True for an ASCII digit.
  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}

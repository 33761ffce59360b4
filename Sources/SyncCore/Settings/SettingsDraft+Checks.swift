extension SettingsDraft {
  /// A switch: a word for true or false, `true` of an option that was typed.
  mutating func flag(_ name: SettingName) -> Bool { flagValue(name)?.isOn ?? false }

  /// A switch and the layer that sets it; nil when nothing does.
  mutating func flagValue(_ name: SettingName) -> (isOn: Bool, value: SettingValue)? {
    guard let value = value(name) else { return nil }
    guard let isOn = Self.boolean(value.text) else {
      refuse(value, "must be true or false (also yes, no, on, off, 1, 0)")
      return nil
    }
    return (isOn, value)
  }

  /// nil when the text is no word for true or false.
  static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1", "yes", "on": true
    case "false", "0", "no", "off": false
    default: nil
    }
  }

  /// One of the words that the type's cases are; nil when unset or faulty.
  mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ value: SettingValue?, _ type: Word.Type
  ) -> Word? {
    guard let value else { return nil }
    if let word = Word(rawValue: value.text) { return word }
    refuse(value, "must be one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
    return nil
  }

  /// A limit of rows: a whole number or a percentage.
  mutating func limit(_ name: SettingName) -> ChangeLimit? {
    guard let value = value(name) else { return nil }
    if value.text.utf8.last == UInt8(ascii: "%"),
      let percent = Percentage(String(value.text.dropLast()))
    {
      return .percent(percent)
    }
    if value.text.utf8.allSatisfy(Self.isDigit), let count = Int(value.text) {
      return .count(count)
    }
    refuse(value, "must be a whole number such as 100, or a percentage such as 5%")
    return nil
  }

  /// Seconds, fractions allowed; at most 1e9, so that milliseconds fit everywhere.
  mutating func seconds(_ name: SettingName, allowsZero: Bool) -> Double? {
    guard let value = value(name) else { return nil }
    if let seconds = Self.decimal(value.text), seconds <= 1e9, seconds > 0 || allowsZero {
      return seconds
    }
    refuse(value, "must be a number of seconds, \(allowsZero ? "0 or more" : "above 0")")
    return nil
  }

  /// A plan's digest, in lower case.
  mutating func digest(_ name: SettingName) -> String? {
    guard let value = value(name) else { return nil }
    let digits = value.text.lowercased()
    let hexadecimal = digits.utf8.allSatisfy {
      Self.isDigit($0) || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
    }
    if hexadecimal && digits.utf8.count == 32 { return digits }
    refuse(value, "must be the 32 hexadecimal digits that a dry run printed")
    return nil
  }

  /// A path; nil when unset or faulty.
  mutating func path(_ name: SettingName) -> SettingValue? {
    guard let value = value(name) else { return nil }
    if !value.text.isEmpty { return value }
    refuse(value, "must name a file")
    return nil
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

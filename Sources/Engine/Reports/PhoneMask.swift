/// Phones with all digits but the last two as `*`: `+** *** *** *56`.
package enum PhoneMask {
  /// Parts of names, in lower case, that indicate a phone.
  private static let parts = [
    "phone", "telefon", "teléfon", "mobile", "movil", "móvil", "celular", "fax",
  ]
  private static let words: Set<String> = ["tel", "cell", "msisdn", "whatsapp"]

  /// True for a column, a field, a path or a member whose name indicates a phone.
  package static func isName(_ name: String) -> Bool {
    let name = name.lowercased()
    if parts.contains(where: name.contains) { return true }
    return name.split { !$0.isLetter }.contains { words.contains(String($0)) }
  }

  /// A value with fewer than five digits is hidden whole.
  static func text(_ text: String) -> String {
    let digits = text.unicodeScalars.count(where: isDigit)
    var hidden = digits < 5 ? digits : digits - 2
    var masked = ""
    for scalar in text.unicodeScalars {
      if isDigit(scalar), hidden > 0 {
        masked += "*"
        hidden -= 1
      } else {
        masked.unicodeScalars.append(scalar)
      }
    }
    return masked
  }

  /// A name that may be a phone; one with fewer digits is a word, a place or a number in a list.
  static func name(_ name: String) -> String {
    name.unicodeScalars.count(where: isDigit) < 5 ? name : text(name)
  }

  /// A digit of any script.
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal
  }
}

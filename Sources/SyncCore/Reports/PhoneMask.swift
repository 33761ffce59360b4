/// Phones with all digits but the last two as `*`: `+** *** *** *56`.
enum PhoneMask {
  /// Parts of names, in lower case, that say that a phone is meant.
  private static let parts = [
    "phone", "telefon", "teléfon", "mobile", "movil", "móvil", "celular", "fax",
  ]
  private static let words: Set<String> = ["tel", "cell", "msisdn", "whatsapp"]

  /// True for a column, a field, a path or a member by whose name a phone is meant.
  static func isName(_ name: String) -> Bool {
    let name = name.lowercased()
    if parts.contains(where: name.contains) { return true }
    return name.split { !$0.isLetter }.contains { words.contains(String($0)) }
  }

  /// Fewer than five digits are hidden to the last one.
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

  /// A digit of any script.
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal
  }
}

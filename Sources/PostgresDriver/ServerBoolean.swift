/// A boolean setting of PostgreSQL as its server reads it (`parse_bool`): `true`, `false`, `yes`, `no`, their
/// beginnings, `on`, `of`, `off`, `1` and `0`, in either case.
enum ServerBoolean {
  /// nil for what the server would refuse.
  static func read(_ text: String) -> Bool? {
    let word = text.lowercased()
    guard !word.isEmpty else { return nil }
    if word == "1" || word == "on" || "true".hasPrefix(word) || "yes".hasPrefix(word) {
      return true
    }
    if word == "0" || word == "of" || word == "off" || "false".hasPrefix(word)
      || "no".hasPrefix(word)
    {
      return false
    }
    return nil
  }
}

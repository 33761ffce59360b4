/// Colours for text on a terminal, or none.
struct Palette: Sendable {
  /// The colours and the weight that there are, by their numbers in an SGR sequence (ECMA-48).
  enum Ink: Int, Sendable {
    case bold = 1
    case red = 31
    case green = 32
    case yellow = 33
    case magenta = 35
    case cyan = 36
  }

  /// False leaves all text as it is.
  var enabled: Bool

  /// The text between the sequences that turn the ink on and all inks off; as it is without
  /// colours.
  func paint(_ text: String, _ ink: Ink) -> String {
    enabled ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// Colours for text on a terminal, or none.
struct Palette: Sendable {
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

  func paint(_ text: String, _ ink: Ink) -> String {
    enabled ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }
}

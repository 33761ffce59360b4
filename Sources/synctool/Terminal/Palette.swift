internal import Engine

/// Colours for text on a terminal, or none.
struct Palette: Sendable {
  /// False leaves all text as it is.
  var enabled: Bool

  /// The text between the sequences that turn the ink on and all inks off; unchanged without
  /// colours.
  func paint(_ text: String, _ ink: Ink) -> String {
    enabled ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// An action's sign and word, padded so that the keys behind them are aligned.
  func label(_ action: Action) -> String {
    let (word, look) = (action.rawValue, action.look)
    let pad = String(repeating: " ", count: 9 - min(9, word.count))
    return paint("\(look.sign) \(word)", look.ink) + pad
  }
}

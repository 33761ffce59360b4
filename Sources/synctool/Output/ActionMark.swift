internal import SyncCore

/// How an action looks at the beginning of a line.
enum ActionMark {
  /// Sign and word, padded so that the keys are aligned.
  static func label(_ action: Action, _ palette: Palette) -> String {
    let (word, look) = (action.rawValue, action.look)
    let pad = String(repeating: " ", count: 9 - min(9, word.count))
    return palette.paint("\(look.sign) \(word)", look.ink) + pad
  }
}

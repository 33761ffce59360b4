internal import SyncCore

/// How an action looks at the beginning of a line.
enum ActionMark {
  /// One ASCII character, a different one for each action that one command shows.
  static func sign(_ action: Action) -> String {
    switch action {
    case .create: "+"
    case .update: "~"
    case .differs: "="
    case .duplicate: "2"
    case .rejected: "!"
    case .failed: "x"
    case .delete: "-"
    case .kept: "="
    }
  }

  /// The colour of the sign and of the word.
  static func ink(_ action: Action) -> Palette.Ink {
    switch action {
    case .create: .green
    case .update: .yellow
    case .differs, .kept: .cyan
    case .duplicate: .magenta
    case .rejected, .failed, .delete: .red
    }
  }

  /// Sign and word, padded so that the keys stand below each other.
  static func label(_ action: Action, _ palette: Palette) -> String {
    let word = action.rawValue
    let pad = String(repeating: " ", count: 9 - min(9, word.count))
    return palette.paint("\(sign(action)) \(word)", ink(action)) + pad
  }
}

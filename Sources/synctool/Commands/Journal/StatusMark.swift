internal import SyncCore

/// How a run's status looks.
enum StatusMark {
  /// The colour of the word.
  static func ink(_ status: RunStatus) -> Palette.Ink {
    switch status {
    case .running: .cyan
    case .done: .green
    case .failed: .red
    case .crashed: .magenta
    }
  }
}

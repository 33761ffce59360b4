internal import SyncCore

/// How a run's status looks.
enum StatusMark {
  static func ink(_ status: RunStatus) -> Palette.Ink {
    switch status {
    case .running: .cyan
    case .done: .green
    case .failed: .red
    case .crashed: .magenta
    }
  }
}

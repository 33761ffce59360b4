/// What the journal says of a run.
package enum RunStatus: String, CaseIterable, Sendable {
  /// In progress; it holds the table's lock.
  case running
  /// Did its job; records that could not be written are in its counts.
  case done
  /// Ended without doing its job; the target is as it was.
  case failed
  /// Vanished: killed, or cut off. The target is as it was.
  case crashed

  /// The colour of the word on a terminal.
  package var ink: Ink {
    switch self {
    case .running: .cyan
    case .done: .green
    case .failed: .red
    case .crashed: .magenta
    }
  }
}

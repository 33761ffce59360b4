/// What asked a run to end before its time.
package enum StopCause: Int, Sendable {
  case interrupt = 1
  case termination = 2
  case hangUp = 3
  case deadline = 4

  /// The exit code of the process.
  package var exitCode: ExitCode {
    switch self {
    case .interrupt: .interrupted
    case .termination: .terminated
    case .hangUp: .hangUp
    case .deadline: .deadline
    }
  }

  /// What came, in words; it says nothing of what was done before.
  package var words: String {
    switch self {
    case .interrupt: "stopped by SIGINT"
    case .termination: "stopped by SIGTERM"
    case .hangUp: "stopped by SIGHUP"
    case .deadline: "stopped by --deadline"
    }
  }

  /// The sentence for people of a run that had not committed anything.
  package var message: String { "\(words); the target is unchanged" }
}

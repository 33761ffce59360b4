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

  /// The sentence for people.
  package var message: String {
    switch self {
    case .interrupt: "stopped by SIGINT; the target is unchanged"
    case .termination: "stopped by SIGTERM; the target is unchanged"
    case .hangUp: "stopped by SIGHUP; the target is unchanged"
    case .deadline: "stopped by --deadline; the target is unchanged"
    }
  }
}

internal import Basics

/// What each exit code means for a run; `Command.meaning(of:)` knows the exceptions.
enum ExitCodeMeaning {
  /// A phrase without a final full stop.
  static func text(_ code: ExitCode) -> String {
    switch code {
    case .done: "done"
    case .failed: "failed; the target is unchanged unless the message says otherwise"
    case .changesPending: "a dry run with --detailed-exitcode found changes"
    case .incomplete:
      "done, but some records were rejected, failed, or left as unresolved duplicates"
    case .stopped:
      "a limit, an empty source or --on-duplicate fail stopped the run before the first write"
    case .planMoved: "the plan does not match the digest given to --expect; nothing was written"
    case .outcomeUnknown:
      "outcome unknown: the connection died during COMMIT and could not be resolved"
    case .locked: "another run holds the lock"
    case .usage: "the command line is wrong"
    case .unreachable: "the source or the target cannot be reached, or the connection was lost"
    case .refused: "the source or the target refused access"
    case .unfit: "the settings, or the table, are unfit"
    case .deadline: "the deadline has passed"
    case .hangUp: "stopped by SIGHUP"
    case .interrupted: "stopped by SIGINT"
    case .terminated: "stopped by SIGTERM"
    }
  }
}

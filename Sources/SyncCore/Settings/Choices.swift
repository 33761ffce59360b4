/// The form of the result on standard output.
package enum ResultFormat: String, CaseIterable, Sendable {
  case text, json
}

/// When output is coloured.
package enum ColorRule: String, CaseIterable, Sendable {
  /// Only on a terminal.
  case auto
  case always
  case never
}

/// How much a log line matters, and up to what they are written; the least first.
package enum LogLevel: String, CaseIterable, Comparable, Sendable {
  case error, warn, info, debug

  package static func < (a: LogLevel, b: LogLevel) -> Bool { a.severity < b.severity }

  /// The severity of syslog and journald.
  package var severity: Int {
    switch self {
    case .error: 3
    case .warn: 4
    case .info: 6
    case .debug: 7
    }
  }
}

/// The form of the lines on standard error.
package enum LogFormat: String, CaseIterable, Sendable {
  case text, json
}

/// Where the lines go.
package enum LogTarget: String, CaseIterable, Sendable {
  case stderr, journald, syslog
}

/// When the command of `--notify-command` runs.
package enum NotifyOccasion: String, CaseIterable, Sendable {
  /// When the exit code is neither 0 nor 2.
  case failure
  /// When it failed, or has written something.
  case change
  case always
}

/// What a run is about, so that the metrics of a look or a repair do not pass for those of the
/// run that keeps the target in step.
package enum RunScope: String, Sendable {
  case full
  /// A run restricted to some clients.
  case partial
  /// Restricted or not.
  case dryRun = "dry-run"
}

/// Which of several records with one key is written.
package enum DuplicateRule: String, CaseIterable, Sendable {
  /// The greatest `updatedAt`, then the greatest `_id`.
  case newest
  case oldest
  /// None of them; the run ends as incomplete.
  case skip
  /// Nothing at all: the run ends before the first write.
  case fail
}

/// Who hears of a run's outcome, besides its standard streams.
package struct MonitoringSetting: Equatable, Sendable {
  /// When the command of `--notify-command` runs.
  package enum Occasion: String, CaseIterable, Sendable {
    /// When the exit code is neither 0 nor 2.
    case failure
    /// When it failed, or has written something.
    case change
    case always
  }

  /// The form of the lines on standard error.
  package enum LogFormat: String, CaseIterable, Sendable {
    case text, json
  }

  /// Where the lines go.
  package enum LogTarget: String, CaseIterable, Sendable {
    case stderr, journald, syslog
  }

  /// What a run is about, so that the metrics of a look or a repair do not pass for those of the
  /// run that keeps the target in step.
  package enum Scope: String, Sendable {
    case full
    /// A run restricted to some clients.
    case partial
    case dryRun = "dry-run"

    /// A dry run is `dryRun`, restricted or not.
    package init(dryRun: Bool, restricted: Bool) {
      self = dryRun ? .dryRun : restricted ? .partial : .full
    }
  }

  /// The file in Prometheus's text format; nil means none.
  package var metrics: String?
  /// The shell command that gets the JSON result; nil means none.
  package var notifyCommand: String?
  package var notifyOn: Occasion
  package var logFormat: LogFormat
  package var logTo: LogTarget
  /// The target's table as the metrics name it: `schema.table`.
  package var table = QualifiedName.clients.full
  package var scope = Scope.full

  /// For the table and the scope as set, unless something else is known.
  package init(_ options: OptionValues = OptionValues()) {
    metrics = options[Options.metrics]
    notifyCommand = options[Options.notifyCommand]
    notifyOn = options[Options.notifyOn]
    logFormat = options[Options.logFormat]
    logTo = options[Options.logTo]
  }
}

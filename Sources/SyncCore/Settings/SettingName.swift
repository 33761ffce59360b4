/// The options of all commands, each of which is also an environment variable.
package enum SettingName: String, CaseIterable, Sendable {
  case dryRun = "dry-run"
  case force
  case only
  case onlyFrom = "only-from"
  case source
  case mapping
  case match
  case onDuplicate = "on-duplicate"
  case maxCreates = "max-creates"
  case maxUpdates = "max-updates"
  case allowEmpty = "allow-empty"
  case allowAbsent = "allow-absent"
  case allowUnprotect = "allow-unprotect"
  case expect
  case detailedExitCode = "detailed-exitcode"
  case wait
  case deadline
  case format
  case report
  case mask
  case remove
  case since
  case status
  case limit
  case page
  case prune
  case keep
  case maxAge = "max-age"
  case from
  case metrics
  case notifyCommand = "notify-command"
  case notifyOn = "notify-on"
  case logFormat = "log-format"
  case logTo = "log-to"
  case quiet
  case verbose
  case color
  case noProgress = "no-progress"
  case envFile = "env-file"

  /// The option as it is typed: `--dry-run`.
  package var option: String { "--" + rawValue }

  /// The same setting as an environment variable: `SYNCTOOL_DRY_RUN`.
  ///
  /// `SYNCTOOL_ENV_FILE` is read from the process environment only: a file cannot name itself.
  package var environmentVariable: String {
    "SYNCTOOL_" + String(rawValue.map { $0 == "-" ? "_" : Character($0.uppercased()) })
  }

  /// True for an option that takes no value; its variable takes true or false.
  package var isSwitch: Bool {
    switch self {
    case .dryRun, .force, .allowEmpty, .allowUnprotect, .detailedExitCode, .mask, .remove, .prune,
      .quiet, .verbose, .noProgress:
      true
    default: false
    }
  }
}

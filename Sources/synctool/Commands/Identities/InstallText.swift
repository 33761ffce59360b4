internal import Basics
internal import Engine
internal import SyncCore

/// Renders what `identities install` and `identities uninstall` did; under `--dry-run` the SQL itself, ready to be run
/// by psql.
struct InstallText: Sendable {
  var settings: Settings
  /// The two tables.
  var pair: IdentitySetting

  /// What an install has done; empty when there is nothing to say.
  func installed(_ result: InstallResult) -> String {
    let (app, auth) = (settings.target.table.full, pair.auth.full)
    let outcome =
      switch result.before {
      case .current?: "what is installed is current"
      case .older?: "what was installed is brought up to date"
      case .changed?:
        "installed anew: something was changed or dropped, or the settings are others by now"
      case .triggerDisabled?: "installed anew: the trigger was disabled"
      case .none?, nil: "installed: whoever registers in \(auth) has a row in \(app) from now on"
      }
    return text(result, outcome)
  }

  /// What an uninstall has done; empty when there is nothing to say.
  func uninstalled(_ result: InstallResult) -> String {
    if result.dropped.isEmpty { return text(result, "nothing is installed") }
    let faults =
      result.faults.map { $0 > 0 ? ", and \(NumberText.counted($0, "fault")) with it" : "" } ?? ""
    return text(result, "uninstalled\(faults): \(result.dropped.joined(separator: ", "))")
  }

  private func text(_ result: InstallResult, _ outcome: String) -> String {
    guard result.failure == nil else { return "" }
    if result.dryRun { return result.sql.isEmpty ? "-- \(outcome)\n" : result.sql }
    if settings[Options.quiet] { return "" }
    return "target: \(SafeText.escape(result.target))\n\(SafeText.escape(outcome))\n"
  }
}

/// Renders it as one JSON object with a line feed at the end.
enum InstallJSON {
  /// The object, with `error` when it failed.
  static func text(_ command: Command, _ result: InstallResult) -> String {
    ResultJSON.text(
      command.name, result.exitCode, result.failure,
      [
        "dryRun": .bool(result.dryRun),
        "dropped": .array(result.dropped.map { .string($0) }),
        "faults": result.faults.map { .integer($0) } ?? .null,
        "installedBefore": result.before.map { .string($0.rawValue) } ?? .null,
        "sql": .string(result.sql),
        "target": .string(result.target),
      ])
  }
}

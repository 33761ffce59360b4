internal import Basics
internal import Engine
internal import SyncCore

/// Says in a sentence what `identities install` and `identities uninstall` did.
enum InstallText {
  /// What an install has done.
  static func installed(_ result: InstallResult, auth: String, app: String) -> String {
    switch result.before {
    case .current?: "what is installed is current"
    case .older?: "what was installed is brought up to date"
    case .changed?:
      "installed anew: something was changed or dropped, or the settings are others by now"
    case .triggerDisabled?: "installed anew: the trigger was disabled"
    case .none?, nil: "installed: whoever registers in \(auth) has a row in \(app) from now on"
    }
  }

  /// What an uninstall has done.
  static func uninstalled(_ result: InstallResult) -> String {
    if result.dropped.isEmpty { return "nothing is installed" }
    let faults =
      result.faults.map { $0 > 0 ? ", and \(NumberText.counted($0, "fault")) with it" : "" } ?? ""
    return "uninstalled\(faults): \(result.dropped.joined(separator: ", "))"
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

internal import Basics
internal import SyncCore

/// Words failures for those who watch a run.
enum FaultText {
  /// What ended the run, and the next step.
  static func failure(_ failure: SyncFailure) -> LogLine {
    LogLine(.error, failure.message, hint: failure.hint)
  }

  /// Why the result was lost, and the run's own result: its exit code says only the first.
  static func lostResult(_ failure: SyncFailure, _ code: ExitCode) -> LogLine {
    LogLine(
      .error, failure.message,
      hint: failure.hint
        + "\nonly the reporting failed: the command itself ended with exit code "
        + "\(code.rawValue)")
  }

  /// Everything that is wrong with a command line, and where to read on: in the help of `command`,
  /// when the line names one. Always text, because the settings that would say otherwise are not yet
  /// known.
  static func usage(_ faults: [UsageFault], of command: Command?) -> String {
    let help = command.map { "synctool help \($0.name)" } ?? "synctool --help"
    return faults.map { LogText.standardError(LogLine(.error, $0.message, hint: $0.hint)) }
      .joined() + "Try '\(help)' for more.\n"
  }
}

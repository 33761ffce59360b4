internal import Basics
internal import SyncCore

extension StandardStreams {
  /// Says the warnings, where the settings let them through, and what ended the command.
  func say(_ warnings: [String], _ failure: SyncFailure?, _ settings: Settings) {
    if settings.logLevel >= .warn {
      for warning in warnings { say(FaultText.warning(warning)) }
    }
    if let failure { say(FaultText.failure(failure)) }
  }
}

internal import Basics
internal import SyncCore

/// The outcome of a command that could not start.
struct EarlyFailure: RunOutcome {
  var exitCode: ExitCode
  var failure: SyncFailure?
  let durationSeconds = 0.0
  let plannedCounts: Tally? = nil
  let hasWritten = false
  let newestRecord: Int64? = nil
  let runID: Int64? = nil

  init(_ failure: SyncFailure) {
    self.failure = failure
    exitCode = failure.code
  }
}

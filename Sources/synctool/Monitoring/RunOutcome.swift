internal import Basics
internal import Engine

/// The result of a command that others than its caller hear of too.
protocol RunOutcome {
  var exitCode: ExitCode { get set }
  /// nil when the command did its job.
  var failure: SyncFailure? { get set }
  var durationSeconds: Double { get }
  /// nil when no plan was made.
  var plannedCounts: Tally? { get }
  /// True when the command has changed the target.
  var hasWritten: Bool { get }
  /// The greatest `updatedAt` of the source, in milliseconds since 1970; nil when it is not known.
  var newestRecord: Int64? { get }
  /// The run's number in the journal, if it has one.
  var runID: Int64? { get }
}

extension SyncResult: RunOutcome {
  var plannedCounts: Tally? { planned ? counts : nil }
  var hasWritten: Bool { committed && counts.changes > 0 }
}

internal import Basics
internal import Engine

/// The result of a command that others than its caller hear of too.
protocol RunOutcome {
  var exitCode: ExitCode { get set }
  /// nil when the command did its job.
  var failure: SyncFailure? { get set }
  /// The run that was made or planned; nil for a command that could not start.
  var run: SyncResult? { get }
}

extension RunOutcome {
  /// True when the command has changed the target.
  var hasWritten: Bool { run.map { $0.committed && $0.counts.changes > 0 } ?? false }
}

extension SyncResult: RunOutcome {
  var run: SyncResult? { self }
}

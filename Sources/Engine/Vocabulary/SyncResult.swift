package import Basics

/// What a run did: the one value from which text and JSON are rendered.
package struct SyncResult: Sendable {
  package var kind: RunKind
  /// The run's number in the journal; nil when none is kept, and for a dry run.
  package var runID: Int64?
  /// Why no journal is kept, or what to do about it.
  package var journalHint = ""
  /// The run that an undo takes back; nil for other commands, and when that run was not found.
  package var undoes: Int64?
  package var dryRun: Bool
  package var force: Bool
  /// The source's name without secrets.
  package var source: String
  /// The target's name without secrets.
  package var target: String
  /// The table that the run was about, with its schema; nil when it did not come to that.
  package var table: String?
  package var counts: Tally
  /// 32 hexadecimal digits; nil unless the run was a dry run or had `--expect`.
  package var planDigest: String?
  /// Microseconds since 1970-01-01 UTC.
  package var startedAt: Int64
  package var durationSeconds: Double
  package var exitCode: ExitCode
  /// nil when the run did its job.
  package var failure: SyncFailure?
  /// True when a plan was made, so that the counts mean something.
  package var planned: Bool
  /// True when the run has changed the target.
  package var committed: Bool
  /// Facts worth an operator's attention other than failures, one sentence each.
  package var warnings: [String]
  /// The greatest `updatedAt` of the source, in microseconds since 1970; nil when it is not known.
  package var newestRecord: Int64?

  package init(
    _ kind: RunKind, runID: Int64?, dryRun: Bool,
    force: Bool, source: String, target: String, counts: Tally, planDigest: String?,
    startedAt: Int64, durationSeconds: Double, exitCode: ExitCode, failure: SyncFailure?,
    planned: Bool, committed: Bool, warnings: [String], newestRecord: Int64? = nil
  ) {
    self.kind = kind
    self.runID = runID
    self.dryRun = dryRun
    self.force = force
    self.source = source
    self.target = target
    self.counts = counts
    self.planDigest = planDigest
    self.startedAt = startedAt
    self.durationSeconds = durationSeconds
    self.exitCode = exitCode
    self.failure = failure
    self.planned = planned
    self.committed = committed
    self.warnings = warnings
    self.newestRecord = newestRecord
  }
}

package import Basics

/// What a run did: the one value from which text and JSON are rendered.
package struct SyncResult: Sendable {
  package var kind: RunKind
  /// The run's number in the journal; nil when none is kept, and for a dry run.
  package var runID: Int64?
  /// Why no journal is kept, or what to do about it.
  package var journalHint = ""
  /// True when the run saw a journal that it could read; false when it did not come to that.
  package var hasJournal = false
  /// The run that an undo takes back; nil for other commands, and when that run was not found.
  package var undoes: Int64?
  package var dryRun: Bool
  package var force: Bool
  /// The source's name without secrets.
  package var source: String
  /// The target's name without secrets.
  package var target: String
  /// The table that the run was about, with its schema, or what else it was about; nil when it did not come to that.
  package var table: String?
  package var counts = Tally()
  /// How many records are in which situation, by the words of the kind; empty for one that has none.
  package var classes: [NamedCount] = []
  /// 32 hexadecimal digits; nil unless the run was a dry run or had `--expect`.
  package var planDigest: String?
  /// Microseconds since 1970-01-01 UTC.
  package var startedAt: Int64
  package var durationSeconds = 0.0
  package var exitCode: ExitCode
  /// nil when the run did its job.
  package var failure: SyncFailure?
  /// True when a plan was made, so that the counts mean something.
  package var planned = false
  /// True when the run has changed the target.
  package var committed = false
  /// How many documents of MongoDB it has written, and how many not; nil for a run that came to write none.
  package var documents: DocumentCount?
  /// The links that it made or moved, or would; nil where none are used.
  package var links: LinkCount?
  /// Facts worth an operator's attention other than failures, one sentence each.
  package var warnings: [String] = []
  /// The greatest `updatedAt` of the source, in microseconds since 1970; nil when it is not known.
  package var newestRecord: Int64?

  /// Of a run that made no plan; the rest is said by whoever knows it.
  package init(
    _ kind: RunKind, dryRun: Bool, force: Bool, source: String, target: String, startedAt: Int64,
    exitCode: ExitCode, failure: SyncFailure?
  ) {
    (self.kind, self.dryRun, self.force) = (kind, dryRun, force)
    (self.source, self.target, self.startedAt) = (source, target, startedAt)
    (self.exitCode, self.failure) = (exitCode, failure)
  }
}

package import Basics
package import Engine

/// Whether the target is in step with the source, and what the journal says of the last runs.
package struct StatusResult: Sendable {
  /// The dry run of `sync --force` that found it out.
  package var plan: SyncResult
  /// nil when no journal is kept, or it could not be read.
  package var journal: JournalSummary?
  /// How many seconds old the last success may be; nil when its age does not matter.
  package var maxAge: Double?
  /// Why no journal is kept; nil when one is, and when nobody could look.
  package var journalAbsence: SyncFailure?
  package var exitCode: ExitCode
  /// Decides the exit code; nil when plan and journal could be read and say nothing bad.
  package var failure: SyncFailure?
  /// What else is wrong.
  package var otherFailure: SyncFailure?

  /// `journalFailure` is what is wrong with the journal: it cannot be read, or knows no
  /// success that is recent enough. What stopped the plan comes first.
  package init(
    plan: SyncResult, journal: JournalSummary?, journalAbsence: SyncFailure?,
    journalFailure: SyncFailure?, maxAge: Double?
  ) {
    self.plan = plan
    self.journal = journal
    self.journalAbsence = journalAbsence
    self.maxAge = maxAge
    failure = plan.failure ?? journalFailure
    otherFailure = journalFailure == failure ? nil : journalFailure
    exitCode = failure?.code ?? plan.exitCode
  }

  /// True when a `sync --force` would write nothing; nil when unknown: no plan was
  /// made, or it found nothing to write because the source is not to be trusted.
  package var isInStep: Bool? {
    if plan.counts.changes > 0 { return false }
    return plan.planned && plan.failure == nil ? true : nil
  }
}

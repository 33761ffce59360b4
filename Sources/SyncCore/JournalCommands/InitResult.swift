package import Basics

/// What a run of `init` did, or would do.
package struct InitResult: Sendable {
  /// The target's name without secrets.
  package var target: String
  package var dryRun: Bool
  /// True when the journal is to be removed.
  package var removes: Bool
  /// The version that was found; 0 when there was no journal.
  package var before = 0
  /// The version of its links that was found; 0 when there were none.
  package var linksBefore = 0
  /// True when the journal is to have links.
  package var wantsLinks = false
  /// The statements that were run, or would be; empty when there was nothing to do.
  package var sql = ""
  /// What is lost with the journal, by table; empty unless it is removed.
  package var losses: [(table: String, rows: Int)] = []
  /// Facts worth an operator's attention, one sentence each.
  package var warnings: [String] = []
  /// nil when the job is done.
  package var failure: SyncFailure?

  package var exitCode: ExitCode { failure?.code ?? .done }
}

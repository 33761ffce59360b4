package import Basics

/// What a run of `identities install` or `identities uninstall` did, or would do.
package struct InstallResult: Sendable {
  /// The target's name without secrets.
  package var target: String
  package var dryRun: Bool
  /// What was installed before an install; nil when it did not come to that, and for an uninstall.
  package var before: InstalledObjects.State?
  /// What an uninstall drops, as SQL writes it; empty for an install.
  package var dropped: [String] = []
  /// How many faults of sign-ups an uninstall drops; nil when nobody could count them.
  package var faults: Int?
  /// The statements that were run, or would be; empty when there was nothing to do.
  package var sql = ""
  /// Facts worth an operator's attention, one sentence each.
  package var warnings: [String] = []
  /// nil when the job is done.
  package var failure: SyncFailure?

  package var exitCode: ExitCode { failure?.code ?? .done }
}

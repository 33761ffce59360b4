package import Basics
package import Records

/// What is requested of a run, whatever its work is.
package struct RunRequest {
  var target: TargetSetting
  /// The plan is made and shown, and nothing is written.
  package var dryRun = false
  /// A dry run that has found changes ends with its own code.
  package var tellsChanges = false
  /// How many seconds to wait for another run's lock.
  package var wait = 0.0
  /// The digest that the plan must have; nil for any.
  package var expect: String?
  /// nil means no report.
  package var report: ReportSetting?
  /// Hides data in everything that leaves the run.
  package var mask = Mask.none
  /// The keys that the run is restricted to, nil for all, or why they cannot be keys.
  package var only: Result<KeySet?, SyncFailure> = .success(nil)
  /// The options as the journal keeps them.
  package var options: JSONValue = [:]
  /// Warnings known beforehand, one sentence each.
  package var warnings: [String] = []

  package init(target: TargetSetting) { self.target = target }
}

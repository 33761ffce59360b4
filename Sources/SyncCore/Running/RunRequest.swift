internal import Basics
internal import Records

/// What is requested of a run, whatever its work is.
struct RunRequest {
  var target: TargetSetting
  /// The plan is made and shown, and nothing is written.
  var dryRun = false
  /// A dry run that has found changes ends with its own code.
  var tellsChanges = false
  /// How many seconds to wait for another run's lock.
  var wait = 0.0
  /// The digest that the plan must have; nil for any.
  var expect: String?
  /// nil means no report.
  var report: ReportSetting?
  /// Hides data in everything that leaves the run.
  var mask = Mask.none
  /// The keys that the run is restricted to, nil for all, or why they cannot be keys.
  var only: Result<KeySet?, SyncFailure> = .success(nil)
  /// The options as the journal keeps them.
  var options: JSONValue = [:]
  /// Warnings known beforehand, one sentence each.
  var warnings: [String] = []

  init(target: TargetSetting) { self.target = target }
}

internal import SyncCore

extension StatusResult: RunOutcome {
  var durationSeconds: Double { plan.durationSeconds }
  var plannedCounts: Tally? { plan.plannedCounts }
  var hasWritten: Bool { false }
  var newestRecord: Int64? { plan.newestRecord }
  var runID: Int64? { nil }
}

/// The counts of a run of the journal that say what it did, by action.
enum RunCounts {
  /// In the order in which they are shown.
  static let names = [
    "create", "update", "delete", "differs", "duplicate", "rejected", "failed", "kept",
  ]

  /// Those that are not 0; none of a run that did not do its job.
  static func of(_ run: RunRecord) -> [(name: String, number: Int)] {
    guard run.status == .done else { return [] }
    return names.map { (name: $0, number: max(0, run.count($0))) }.filter { $0.number > 0 }
  }

  /// `create 5, update 2`, or what else there is to say of the run.
  static func text(_ run: RunRecord) -> String {
    if let failure = run.failure { return "\(failure.stage): \(failure.message)" }
    let counts = of(run).map { "\($0.name) \(NumberText.grouped($0.number))" }
    if !counts.isEmpty { return counts.joined(separator: ", ") }
    return run.status == .done ? "nothing to do" : ""
  }

  /// nil while the run is under way.
  static func duration(_ run: RunRecord) -> String? {
    run.durationSeconds.map { NumberText.seconds($0) + " s" }
  }

  /// `2026-05-01 12:00:00`, UTC.
  static func started(_ run: RunRecord) -> String {
    TimeText.plain(microseconds: run.startedAt)
  }
}

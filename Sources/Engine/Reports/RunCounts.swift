internal import Basics

/// The counts of a run of the journal as pages show them, by action.
package enum RunCounts {
  /// In the order in which they are shown.
  static let names = Action.listed.map(\.rawValue)

  /// All that a run of its kind counts, zeros too; none for a run that made no plan.
  package static func all(_ run: JournaledRun) -> [(name: String, number: Int)] {
    guard case .object(let members) = run.counts, !members.isEmpty else { return [] }
    guard let kind = run.kind else { return nonZero(run) }
    let names =
      [RunKind.read] + kind.actions.map(\.rawValue)
      + (kind.comparesSource ? [RunKind.unchanged, Action.orphan.rawValue] : [])
    let excluded = [("excluded", "excluded"), ("excluded rows", "excludedRows")]
      .map { (name: $0.0, number: run.count($0.1)) }
    return names.map { (name: $0, number: max(0, run.count($0))) }
      + (excluded.contains { $0.number > 0 } ? excluded : [])
  }

  /// What was done: the counts that are not 0; none for a run that did not do its job.
  static func done(_ run: JournaledRun) -> [(name: String, number: Int)] {
    run.status == .done ? nonZero(run) : []
  }

  private static func nonZero(_ run: JournaledRun) -> [(name: String, number: Int)] {
    names.map { (name: $0, number: max(0, run.count($0))) }.filter { $0.number > 0 }
  }

  /// `create 5, update 2`, or what else there is to say about the run.
  static func text(_ run: JournaledRun) -> String {
    let counts = nonZero(run).map { "\($0.name) \(NumberText.grouped($0.number))" }
      .joined(separator: ", ")
    let failure = run.failure.map { "\($0.stage): \($0.message)" } ?? ""
    if run.status == .done, counts.isEmpty, failure.isEmpty { return "nothing to do" }
    var told = counts
    if run.isOnlyPlanned, !counts.isEmpty {
      told = "planned: \(counts)"
      if let documents = run.documents { told += ", of which written: \(documents.written)" }
    }
    return [failure, told].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// nil while the run is in progress.
  package static func duration(_ run: JournaledRun) -> String? {
    run.durationSeconds.map { NumberText.seconds($0) + " s" }
  }

  /// `2026-05-01 12:00:00`, UTC.
  package static func started(_ run: JournaledRun) -> String {
    TimeText.plain(microseconds: run.startedAt)
  }
}

internal import Basics
internal import Engine

/// Renders the counts that the journal keeps of a run, whatever command it was.
enum CountsText {
  /// The names in the order in which people read them; others come after them.
  private static let order: [String] = {
    let faults: [Action] = [.rejected, .failed]
    let others = Action.listed.filter { !$0.isWritten && !faults.contains($0) } + faults
    return [RunKind.read] + Action.listed.filter(\.isWritten).map(\.rawValue) + [RunKind.unchanged]
      + others.map(\.rawValue) + [Action.orphan.rawValue, "excluded", "excludedRows"]
  }()

  /// `read 5, create 1`: those that are not 0, marked as `planned:` where nothing came of it; empty
  /// when there is none.
  static func line(_ run: JournaledRun) -> String {
    guard case .object(let members) = run.counts else { return "" }
    let others = members.map(\.name).filter { !order.contains($0) }.sorted()
    let counts = (order + others).filter { run.count($0) != 0 }
      .map { "\(SafeText.escape($0)) \(run.count($0))" }.joined(separator: ", ")
    guard run.isOnlyPlanned, !counts.isEmpty else { return counts }
    return "planned: \(counts)" + (documents(run).map { "; documents: \($0)" } ?? "")
  }

  /// `2000 written, 3000 left`; nil for a run that writes rows.
  static func documents(_ run: JournaledRun) -> String? {
    run.documents.map { "\($0.written) written, \($0.left) left" }
  }
}

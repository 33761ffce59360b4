internal import Basics
package import Engine

/// A status in words; they may hold data and must be escaped where they are shown.
package struct StatusWords: Sendable {
  /// Whether the target is in step.
  package enum Verdict: String, Sendable {
    case inStep = "in step"
    case outOfStep = "OUT OF STEP"
    case unknown = "UNKNOWN"
  }

  package let verdict: Verdict
  /// What is due, and which records no run writes; empty when there is nothing to add.
  package let detail: String
  /// True when nothing is left to do or to look at.
  package let isWell: Bool

  /// The words for a result.
  package init(_ result: StatusResult) {
    let (kind, counts) = (result.plan.kind, result.plan.counts)
    // First what the rules leave so, then what somebody should look at.
    let stays = kind.actions.filter { !$0.isWritten && !kind.problems.contains($0) }
    let left = Self.list(
      (stays + kind.problems).map { (counts.problems($0), Self.left($0, counts)) })
    let rest = left.isEmpty ? "" : "records that no run writes: \(left)"
    switch result.isInStep {
    case true?: (verdict, detail) = (.inStep, rest.isEmpty ? "" : "but for \(rest)")
    case false?:
      let due = Self.list(
        kind.actions.filter(\.isWritten).map { (counts[$0], "to \($0.rawValue)") })
      (verdict, detail) = (.outOfStep, rest.isEmpty ? due : "\(due); and there are \(rest)")
    case nil: (verdict, detail) = (.unknown, "whether the target is in step")
    }
    isWell = verdict == .inStep && rest.isEmpty
  }

  /// Verdict and detail in one line.
  package var line: String { verdict.rawValue + tail }

  /// What follows the verdict on its line.
  package var tail: String {
    detail.isEmpty ? "" : verdict == .inStep ? ", \(detail)" : ": \(detail)"
  }

  /// What the journal says of the last runs, a label and a sentence each.
  package static func facts(_ journal: JournalSummary) -> [(label: String, value: String)] {
    [("last success", success(journal)), ("last failure", failure(journal))]
      + journal.inProgress.map { ("in progress", inProgress($0)) }
  }

  private static func success(_ journal: JournalSummary) -> String {
    guard let run = journal.lastSuccess, let age = journal.lastSuccessAge else { return "none" }
    let code = run.exitCode.map { $0 == 0 ? "" : ", with exit code \($0)" } ?? ""
    return moment(run, age) + code
  }

  private static func failure(_ journal: JournalSummary) -> String {
    guard let run = journal.lastFailure, let age = journal.lastFailureAge else { return "none" }
    let code = run.exitCode.map { " with exit code \($0)" } ?? ""
    let why = run.failure.map { ": " + $0.message } ?? ""
    return "\(moment(run, age)), \(run.status.rawValue)\(code)\(why)"
  }

  private static func inProgress(_ progress: RunInProgress) -> String {
    let run = progress.run
    let backend = progress.backend.map { ", PostgreSQL backend \($0)" } ?? ""
    return "run \(run.id), \(run.command) by \(run.osUser) on \(run.host)\(backend), since"
      + " \(TimeText.plain(microseconds: run.startedAt)) UTC (\(SpanText.span(progress.seconds)))"
  }

  private static func moment(_ run: JournaledRun, _ age: Double) -> String {
    let time = TimeText.plain(microseconds: run.finishedAt ?? run.startedAt)
    return "run \(run.id), \(time) UTC (\(SpanText.span(age)) ago)"
  }

  private static func left(_ action: Action, _ counts: Tally) -> String {
    guard let words = action.look.left else { return action.rawValue }
    return counts.problems(action) == 1 ? words.one : words.several
  }

  private static func list(_ parts: [(count: Int, what: String)]) -> String {
    parts.filter { $0.count > 0 }.map { "\($0.count) \($0.what)" }.joined(separator: ", ")
  }
}

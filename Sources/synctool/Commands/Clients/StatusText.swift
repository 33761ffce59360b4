internal import Basics
internal import Engine
internal import SyncCore

/// Renders what `status` found for people.
struct StatusText: Sendable {
  /// Where it is quiet, nothing is said of a target that is in step when the exit code is 0.
  let style: TextStyle

  /// All that is known afterwards.
  func body(_ result: StatusResult) -> String {
    let words = StatusWords(result)
    let verdict = style.palette.paint(words.verdict.rawValue, ink(words)) + words.tail + "\n"
    if style.isQuiet {
      // Records that differ and that no run may change are not news to cron.
      let isNoNews = words.verdict == .inStep && result.exitCode == .done
      return words.isWell || isNoNews ? "" : verdict
    }
    return verdict + counts(result.plan) + journal(result)
  }

  private func ink(_ words: StatusWords) -> Ink {
    words.isWell ? .green : words.verdict == .inStep ? .yellow : .red
  }

  private func counts(_ plan: SyncResult) -> String {
    guard plan.planned else { return "" }
    let summary = RunText.summary(plan) + "\n"
    let orphans = plan.counts[.orphan]
    guard orphans > 0 else { return summary }
    return summary + NumberText.counted(orphans, "orphan") + ": "
      + (orphans == 1 ? "a row" : "rows") + " with no record in the source, never touched\n"
  }

  private func journal(_ result: StatusResult) -> String {
    if let absence = result.journalAbsence {
      return "journal: \(SafeText.escape(absence.message)); \(SafeText.escape(absence.hint))\n"
    }
    guard let journal = result.journal else { return "" }
    return StatusWords.facts(journal).map { "\($0.label): \(SafeText.escape($0.value))\n" }.joined()
  }
}

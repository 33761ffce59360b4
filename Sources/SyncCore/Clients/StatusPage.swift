internal import Basics
internal import Engine

/// What the page for people says of a status.
struct StatusPage {
  let settings: Settings
  let identity: RunIdentity

  /// Without the entries, but with the number of each action.
  func page(_ result: StatusResult) -> ReportPage {
    let words = StatusWords(result)
    var page = ReportPage(
      title: "\(identity.kind.title) of \(settings.target.table.full)",
      writer: "synctool \(identity.toolVersion)")
    page.banner = words.line
    page.notices = [result.failure, result.otherFailure].compactMap { $0?.sentence }
    page.notices += result.plan.warnings
    page.facts = facts(result)
    if result.plan.planned {
      page.totals = identity.kind.entries(result.plan.counts)
      page.counts = identity.kind.counts(result.plan.counts)
    }
    page.entriesTitle = result.plan.planned ? "What sync --force would do" : nil
    page.elsewhere = "synctool sync --force --dry-run --report FILE.csv has all of them"
    page.runs = result.journal?.recent ?? []
    return page
  }

  private func facts(_ result: StatusResult) -> [(label: String, value: String)] {
    let plan = result.plan
    var facts = [
      ("Source", plan.source), ("Target", plan.target),
      ("Looked at", TimeText.plain(microseconds: plan.startedAt) + " UTC"),
      ("Took", NumberText.seconds(plan.durationSeconds) + " s"),
    ]
    if let absence = result.journalAbsence { facts.append(("Journal", absence.message)) }
    if let journal = result.journal {
      facts += StatusWords.facts(journal).map {
        ($0.label.prefix(1).uppercased() + $0.label.dropFirst(), $0.value)
      }
    }
    facts.append(("Exit code", "\(result.exitCode.rawValue)"))
    return facts
  }
}

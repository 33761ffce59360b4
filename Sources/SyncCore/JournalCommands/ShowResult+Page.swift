internal import Basics
package import Engine

extension ShowResult {
  /// The page of the run, and its entries: the rejections first; nil when the run was not found.
  package func page(writer: String) -> (page: ReportPage, entries: [PlanEntry])? {
    guard let run else { return nil }
    var page = ReportPage(
      title: "Run \(run.id) on \(run.subject)", writer: writer)
    if run.status != .done { page.banner = "This run: \(run.status.rawValue)" }
    if let failure = run.failure {
      page.notices.append("\(failure.stage): \(failure.message) \(failure.hint)")
    }
    if let undone = run.undone, let undo = run.undoneBy {
      let share = undone == .whole ? "this run" : "part of this run"
      page.notices.append("Run \(undo) undid \(share).")
    }
    if changeCount > changes.count || rejectionCount > rejections.count {
      page.notices.append(
        "Page \(self.page) of the run's entries: \(NumberText.grouped(changes.count)) of"
          + " \(NumberText.grouped(changeCount)) changes and \(NumberText.grouped(rejections.count))"
          + " of \(NumberText.grouped(rejectionCount)) rejections. --limit and --page choose others."
      )
    }
    page.facts = facts(run)
    page.counts = RunCounts.all(run)
    if run.isOnlyPlanned, !page.counts.isEmpty {
      page.notices.append(
        run.documents.map {
          "The counts are those of the plan. Documents written: \($0.written), left: \($0.left)."
        } ?? "Nothing was written: the counts are those of the plan.")
    }
    page.reasons = ReasonCount.of(rejections)
    if let kind = run.kind { (page.idWord, page.noun) = (kind.idWord, kind.noun) }
    page.elsewhere = "--limit and --page choose others"
    return (page, rejections + changes)
  }

  private func facts(_ run: JournaledRun) -> [(label: String, value: String)] {
    let options = RunOptions.text(run.options)
    var facts = [
      ("Command", run.command), ("Source", run.source), ("Target", run.target),
      ("Options", options.isEmpty ? "none" : options),
      ("Started", "\(RunCounts.started(run)) UTC"),
      ("Took", RunCounts.duration(run) ?? "not ended"),
      ("By", "\(run.osUser) on \(run.host), as \(run.databaseUser)"),
      ("Version", run.toolVersion),
    ]
    if let digest = run.planDigest { facts.append(("Plan digest", digest)) }
    if let code = run.exitCode { facts.append(("Exit code", "\(code)")) }
    return facts
  }
}

internal import Basics
internal import Engine
internal import SyncCore

/// Renders one run of the journal for people.
struct ShowText: Sendable {
  /// Where it is quiet, nothing is shown but why the run failed and what it could not write.
  let style: TextStyle

  /// The text for standard output; empty when the run was not found.
  func text(_ result: ShowResult) -> String {
    guard let run = result.run else { return "" }
    if style.isQuiet { return facts(Self.problem(run)) + lines(result.rejections, of: run) }
    return heading(run) + facts(Self.facts(run) + Self.problem(run)) + changes(result)
      + links(result) + rejections(result, of: run)
      + (result.hasMore ? "\nmore: the same command with --page \(result.page + 1)\n" : "")
  }

  private func heading(_ run: JournaledRun) -> String {
    let code = run.exitCode.map { ", exit code \($0)" } ?? ""
    let status = style.palette.paint(run.status.rawValue, run.status.ink)
    return "run \(run.id): \(SafeText.escape(run.command)), \(status)\(code)\n"
  }

  /// One fact per line, aligned; those without a value are left out.
  private func facts(_ facts: [(name: String, value: String?)]) -> String {
    facts.map { name, value in
      guard let value, !value.isEmpty else { return "" }
      return "  " + name + String(repeating: " ", count: 11 - min(10, name.count))
        + SafeText.escape(value) + "\n"
    }.joined()
  }

  private static func facts(_ run: JournaledRun) -> [(name: String, value: String?)] {
    let time = { (moment: Int64) in TimeText.plain(microseconds: moment) + " UTC" }
    let took = run.durationSeconds.map { ", took \(NumberText.seconds($0)) s" } ?? ""
    return [
      ("table", run.subject), ("source", run.source),
      ("target", run.target), ("started", time(run.startedAt)),
      ("ended", run.finishedAt.map { time($0) + took }),
      ("by", "\(run.osUser) on \(run.host), database user \(run.databaseUser)"),
      ("version", "synctool \(run.toolVersion)"), ("options", RunOptions.text(run.options)),
      ("counts", CountsText.line(run)), ("documents", CountsText.documents(run)),
      ("digest", run.planDigest),
      ("undoes", run.undoes.map { "run \($0)" }),
      (
        "undone by",
        run.undone.flatMap { undone in
          run.undoneBy.map { "run \($0)" + (undone == .partly ? ", partly" : "") }
        }
      ),
    ]
  }

  private static func problem(_ run: JournaledRun) -> [(name: String, value: String?)] {
    [
      ("error", run.failure.map { "\($0.stage): \($0.message)" }), ("hint", run.failure?.hint),
    ]
  }
}

extension ShowText {
  private func changes(_ result: ShowResult) -> String {
    Self.range("changes", result.changes.count, of: result.changeCount, result.offset)
      + result.changes.map(change).joined()
  }

  private func links(_ result: ShowResult) -> String {
    Self.range("links", result.links.count, of: result.linkCount, result.offset)
      + result.links.map { link in
        let parts = [link.key, "_id " + link.sourceID, Self.end(link.before)]
        return "  " + parts.filter { !$0.isEmpty }.map(SafeText.escape).joined(separator: "  ")
          + " -> " + SafeText.escape(link.after.map(Self.end) ?? "none") + "\n"
      }
      .joined()
  }

  /// Where a link leads.
  private static func end(_ end: LinkMove.End) -> String {
    "id \(end.rowID)" + (end.isSpare ? " (spare)" : "")
  }

  private func rejections(_ result: ShowResult, of run: JournaledRun) -> String {
    Self.range("rejections", result.rejections.count, of: result.rejectionCount, result.offset)
      + lines(result.rejections, of: run)
  }

  private func lines(_ rejections: [PlanEntry], of run: JournaledRun) -> String {
    // As the run itself showed them.
    let text = EntryText(palette: style.palette, kind: run.kind ?? .sync)
    return rejections.map(text.line).joined()
  }

  /// `changes 51 to 60 of 60:`, with an empty line before it; nothing where there are none at all.
  private static func range(_ what: String, _ count: Int, of all: Int, _ offset: Int) -> String {
    if all == 0 { return "" }
    if count == 0 { return "\n\(what): none on this page, \(all) in all\n" }
    if count == all { return "\n\(what), \(all):\n" }
    return "\n\(what) \(offset + 1) to \(offset + count) of \(all):\n"
  }

  private func change(_ change: PlanEntry) -> String {
    let id = change.sourceID.map { "\(RunKind.documentID) \($0)" } ?? "id \(change.rowID ?? "")"
    let doubt = change.outcome == "planned" ? "  (planned: it may be written)" : ""
    let head =
      style.palette.label(change.action) + "  " + SafeText.escape(change.key ?? "") + "  "
      + SafeText.escape(id) + doubt + "\n"
    return head
      + change.changes.map { "    " + Self.field($0, change.action) + "\n" }.joined()
  }

  /// For a row that existed only before or only after, the one value.
  private static func field(_ change: Change, _ action: Action) -> String {
    switch action {
    case .create: EntryWords.value(change.path, change.to)
    case .delete: EntryWords.value(change.path, change.from)
    default: EntryWords.difference(change)
    }
  }
}

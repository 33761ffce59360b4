internal import Basics
internal import Engine

/// Renders the lines before and after the entries of a run.
struct RunText: Sendable {
  let style: TextStyle

  /// The lines before the first entry.
  func header(dryRun: Bool, source: String, target: String) -> String {
    guard !style.isQuiet else { return "" }
    let banner = dryRun ? style.palette.paint("DRY RUN: nothing is written", .bold) + "\n" : ""
    return banner + header(source: source, target: target)
  }

  /// The same where nothing is written anyway.
  func header(source: String, target: String) -> String {
    style.isQuiet ? "" : Self.sides(source: source, target: target)
  }

  /// The lines that name source and target.
  static func sides(source: String, target: String) -> String {
    "source: \(SafeText.escape(source))\ntarget: \(SafeText.escape(target))\n"
  }

  /// The lines after the last entry.
  func footer(_ result: SyncResult) -> String {
    guard !style.isQuiet else { return "" }
    var text = ""
    if result.planned { text += Self.summary(result) + "\n" + Self.links(result) }
    if let failure = result.failure, !result.dryRun {
      text += Self.fate(failure, result) + "\n"
    }
    if let digest = result.planDigest {
      text += "plan digest: \(SafeText.escape(digest))\n"
      text += Self.application(result, digest)
    }
    text += Self.journal(result)
    text += "took \(NumberText.seconds(result.durationSeconds)) s\n"
    if result.dryRun { text += style.palette.paint("DRY RUN: nothing was written", .bold) + "\n" }
    return text
  }

  /// `links: added 3, moved 1; owners 1000, spares 2`; empty where none are used.
  private static func links(_ result: SyncResult) -> String {
    guard let links = result.links else { return "" }
    let changes = [("added", links.added), ("moved", links.moved), ("removed", links.removed)]
      .filter { $0.0 != "removed" || $0.1 > 0 }.map { "\($0.0) \($0.1)" }
    return
      "links: \(changes.joined(separator: ", ")); owners \(links.owners), spares \(links.spares)\n"
  }

  /// How to carry out a previewed plan; empty where there is nothing to do, or where the run itself
  /// would be stopped.
  private static func application(_ result: SyncResult, _ digest: String) -> String {
    guard result.dryRun, result.failure == nil, result.counts.changes > 0 else { return "" }
    if result.kind.showsBefore {
      return "to apply: the same command without --dry-run\n"
    }
    return "to apply exactly this plan: the same command without --dry-run, with --expect"
      + " \(SafeText.escape(digest))\n"
  }

  /// Where the run is recorded; shown for runs that did their job and may have written.
  private static func journal(_ result: SyncResult) -> String {
    guard !result.dryRun, result.failure == nil else { return "" }
    guard let run = result.runID else { return "journal: none; \(result.journalHint)\n" }
    return result.counts.changes > 0 && result.kind.canBeUndone
      ? "journal: run \(run); synctool undo \(run) takes it back\n" : "journal: run \(run)\n"
  }

  /// How much of the plan is in the target when a run has failed.
  static func fate(_ failure: SyncFailure, _ result: SyncResult) -> String {
    if failure.code == .outcomeUnknown { return "it is unknown whether the plan was carried out" }
    if let documents = result.documents, result.committed {
      return "documents written: \(documents.written), left: \(documents.left)"
    }
    return result.committed ? "the plan was carried out" : "nothing was written"
  }

  /// `read 5 = create 1 + … + failed 0; orphan 0`, and what a mapping leaves out, with plain digits for scripts.
  static func summary(_ result: SyncResult) -> String {
    let (kind, counts) = (result.kind, result.counts)
    var parts = kind.totals(counts)
    if kind.comparesSource || counts.unchanged > 0 {
      let place = kind.actions.prefix { Action.written.contains($0) }.count
      parts.insert((RunKind.unchanged, counts.unchanged), at: place)
    }
    let sum = parts.map { "\($0.name) \($0.number)" }.joined(separator: " + ")
    let beside = kind.comparesSource ? counts.beside.map { "; \($0.name) \($0.number)" } : []
    return "read \(counts.read) = \(sum)" + beside.joined()
  }
}

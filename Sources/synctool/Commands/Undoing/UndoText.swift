internal import Basics
internal import SyncCore

/// Renders the lines after the entries of an undo; those before them are a sync's.
struct UndoText: Sendable {
  var palette: Palette
  /// True to print nothing but problems.
  var quiet: Bool

  /// The lines after the last entry.
  func footer(_ result: SyncResult) -> String {
    guard !quiet else { return "" }
    var text = ""
    if result.planned { text += RunText.summary(result) + "\n" }
    if let failure = result.failure, !result.dryRun {
      text += RunText.fate(failure, committed: result.committed) + "\n"
    } else if let run = result.runID {
      text +=
        "journal: run \(run)"
        + (result.committed ? "; synctool undo \(run) takes it back\n" : "\n")
    }
    text += "took \(NumberText.seconds(result.durationSeconds)) s\n"
    if result.dryRun { text += palette.paint("DRY RUN: nothing was written", .bold) + "\n" }
    return text
  }
}

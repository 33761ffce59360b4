internal import Basics
internal import Engine
internal import SyncCore

/// Renders what `history` found: a line for each run, with aligned columns.
struct HistoryText: Sendable {
  /// Where it is quiet, what went well is left out.
  let style: TextStyle

  private static let heading = [
    "RUN", "STARTED (UTC)", "COMMAND", "STATUS", "EXIT", "SECONDS", "OUTCOME",
  ]
  /// The columns of numbers, which are right-aligned.
  private static let numbers: Set<Int> = [0, 4, 5]
  private static let statusColumn = 3

  /// `isFiltered` says that the journal may have other runs than those asked for.
  func text(_ result: HistoryResult, isFiltered: Bool) -> String {
    if result.failure != nil { return "" }
    if let pruned = result.pruned { return style.isQuiet ? "" : Self.pruned(pruned, result.dryRun) }
    let runs = result.runs.filter { !style.isQuiet || $0.exitCode != 0 && $0.status != .running }
    if style.isQuiet { return table(runs, heading: false) }
    if runs.isEmpty { return Self.nothing(result.page, isFiltered) }
    let more =
      result.hasMore ? "more runs: the same command with --page \(result.page + 1)\n" : ""
    return table(runs, heading: true) + more
  }

  private static func nothing(_ page: Int, _ isFiltered: Bool) -> String {
    if page > 1 { return "no runs on page \(page)\n" }
    return isFiltered ? "no such runs\n" : "no runs yet\n"
  }

  private static func pruned(_ counts: PruneCounts, _ dryRun: Bool) -> String {
    let what =
      "\(NumberText.counted(counts.runs, "run")) with \(NumberText.counted(counts.changes, "change"))"
      + " and \(NumberText.counted(counts.rejections, "rejection"))"
    return dryRun
      ? "DRY RUN: \(what) would be deleted from the journal\n"
      : "\(what) \(counts.runs == 1 ? "is" : "are") deleted from the journal\n"
  }

  private func table(_ runs: [JournaledRun], heading: Bool) -> String {
    let rows = (heading ? [Self.heading] : []) + runs.map(Self.cells)
    let widths = Self.heading.indices.map { column in
      rows.map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    let statuses = (heading ? [nil] : []) + runs.map { Optional($0.status) }
    return zip(rows, statuses).map { line($0, widths, $1) }.joined()
  }

  /// The last column is not padded: no line ends in blanks.
  private func line(_ cells: [String], _ widths: [Int], _ status: RunStatus?) -> String {
    var parts: [String] = []
    for (column, cell) in cells.enumerated() {
      let width = widths[column] - cell.unicodeScalars.count
      let blanks = String(repeating: " ", count: column == cells.count - 1 ? 0 : width)
      var painted = cell
      if column == Self.statusColumn, let status {
        painted = style.palette.paint(cell, status.ink)
      }
      parts.append(Self.numbers.contains(column) ? blanks + painted : painted + blanks)
    }
    if parts.last?.isEmpty == true { parts.removeLast() }
    return parts.joined(separator: "  ") + "\n"
  }

  private static func cells(_ run: JournaledRun) -> [String] {
    [
      String(run.id), TimeText.plain(microseconds: run.startedAt), SafeText.escape(run.command),
      run.status.rawValue, run.exitCode.map { String($0) } ?? "-",
      run.durationSeconds.map(NumberText.seconds) ?? "-", outcome(run),
    ]
  }

  private static func outcome(_ run: JournaledRun) -> String {
    let parts = [
      CountsText.line(run), run.undoes.map { "undoes \($0)" } ?? "",
      run.undoneText() ?? "",
      run.failure.map { firstWords($0.message) } ?? "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// As many words as fit into 60 characters, at least one.
  private static func firstWords(_ message: String) -> String {
    let text = SafeText.escape(message)
    guard text.count > 60 else { return text }
    let start = text.prefix(61)
    let words = start.lastIndex(of: " ").map { start[..<$0] } ?? text.prefix(60)
    return words + " ..."
  }
}

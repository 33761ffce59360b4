internal import Basics

/// The runs after the latest one that did its job and wrote something, the newest first.
struct LaterRuns: Sendable {
  /// Those that did their job and found nothing to write.
  var idle: [Int64] = []
  /// Those that ended before their job was done, and may have written documents.
  var unfinished: [Int64] = []

  /// What to say when `run` is taken for the last one.
  func warnings(before run: Int64) -> [String] {
    var warnings: [String] = []
    if let last = idle.first {
      let words =
        idle.count == 1
        ? "skipped run \(last), which wrote nothing"
        : "skipped runs \(Self.list(idle)), which wrote nothing"
      warnings.append("\(words): run \(run) is the latest that wrote something")
    }
    if let last = unfinished.first {
      warnings.append(
        "left alone: \(unfinished.count == 1 ? "run \(last)" : "runs \(Self.list(unfinished))"), which did"
          + " not end well and may have written documents: synctool undo \(last) takes them back")
    }
    return warnings
  }

  private static func list(_ runs: [Int64]) -> String {
    runs.prefix(20).reversed().map { "\($0)" }.joined(separator: ", ")
      + (runs.count > 20 ? " and \(runs.count - 20) before them" : "")
  }
}

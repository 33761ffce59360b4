internal import Basics
internal import Engine
internal import SyncCore

/// Renders what `history` found or pruned as one JSON object with a line feed at the end.
enum HistoryJSON {
  /// The object, with `error` instead of what was found when that failed.
  static func text(_ result: HistoryResult) -> String {
    var object: JSONValue = ["target": .string(result.target)]
    if let pruned = result.pruned, result.failure == nil {
      object["dryRun"] = .bool(result.dryRun)
      object["pruned"] = self.object(pruned)
    } else if result.failure == nil {
      object["hasMore"] = .bool(result.hasMore)
      object["limit"] = .integer(result.limit)
      object["page"] = .integer(result.page)
      object["runs"] = .array(result.runs.map(RunJSON.object))
    }
    return ResultJSON.text(
      Command.history.name, result.exitCode, result.failure, object)
  }

  private static func object(_ pruned: PruneCounts) -> JSONValue {
    [
      "changes": .integer(pruned.changes),
      "rejections": .integer(pruned.rejections),
      "runs": .integer(pruned.runs),
    ]
  }
}

internal import Basics
internal import SyncCore

/// Renders what `history` found or pruned as one JSON object with a line feed at the end.
enum HistoryJSON {
  /// The object, with `error` in place of what was found when that failed.
  static func text(_ result: HistoryResult) -> String {
    var members: [(name: String, value: JSONValue)] = [
      (name: "command", value: .string(CommandName.history.rawValue)),
      (name: "exitCode", value: ResultJSON.number(result.exitCode.rawValue)),
      (name: "schema", value: ResultJSON.number(ResultJSON.schema)),
      (name: "target", value: .string(result.target)),
    ]
    if let failure = result.failure {
      members.append((name: "error", value: ResultJSON.error(failure)))
    } else if let pruned = result.pruned {
      members.append((name: "dryRun", value: .bool(result.dryRun)))
      members.append((name: "pruned", value: object(pruned)))
    } else {
      members.append((name: "hasMore", value: .bool(result.hasMore)))
      members.append((name: "limit", value: ResultJSON.number(result.limit)))
      members.append((name: "page", value: ResultJSON.number(result.page)))
      members.append((name: "runs", value: .array(result.runs.map(RunJSON.object))))
    }
    return ResultJSON.text(.object(members))
  }

  private static func object(_ pruned: PruneCounts) -> JSONValue {
    .object([
      (name: "changes", value: ResultJSON.number(pruned.changes)),
      (name: "rejections", value: ResultJSON.number(pruned.rejections)),
      (name: "runs", value: ResultJSON.number(pruned.runs)),
    ])
  }
}

internal import SyncCore

/// Renders the result of `undo` as the one JSON object of `--format json`.
enum UndoJSON {
  static func render(_ result: SyncResult) -> String {
    var members: [(name: String, value: JSONValue)] = [
      (name: "command", value: .string(result.command)),
      (name: "committed", value: .bool(result.committed)),
      (name: "counts", value: result.counts.undoJSON),
      (name: "dryRun", value: .bool(result.dryRun)),
      (name: "durationSeconds", value: .number(NumberText.milliseconds(result.durationSeconds))),
      (name: "exitCode", value: ResultJSON.number(result.exitCode.rawValue)),
      (name: "force", value: .bool(result.force)),
      (name: "planDigest", value: .null),
      (name: "runId", value: result.runID.map(ResultJSON.number) ?? .null),
      (name: "schema", value: ResultJSON.number(ResultJSON.schema)),
      (name: "source", value: .string(result.source)),
      (name: "startedAt", value: .string(TimeText.iso8601(microseconds: result.startedAt))),
      (name: "target", value: .string(result.target)),
      (name: "undoes", value: result.undoes.map(ResultJSON.number) ?? .null),
    ]
    if let failure = result.failure {
      members.append((name: "error", value: ResultJSON.error(failure)))
    }
    return ResultJSON.text(.object(members))
  }
}

internal import Basics
internal import Records
internal import SyncCore

/// Renders one run of the journal as one JSON object with a line feed at the end.
enum ShowJSON {
  /// The object, with `error` when the run could not be read or its page not be written.
  static func text(_ result: ShowResult) -> String {
    var members: [(name: String, value: JSONValue)] = [
      (name: "command", value: .string(CommandName.show.rawValue)),
      (name: "exitCode", value: ResultJSON.number(result.exitCode.rawValue)),
      (name: "schema", value: ResultJSON.number(ResultJSON.schema)),
    ]
    if let run = result.run {
      members += [
        (name: "changeCount", value: ResultJSON.number(result.changeCount)),
        (name: "changes", value: .array(result.changes.map(change))),
        (name: "hasMore", value: .bool(result.hasMore)),
        (name: "limit", value: ResultJSON.number(result.limit)),
        (name: "page", value: ResultJSON.number(result.page)),
        (name: "rejectionCount", value: ResultJSON.number(result.rejectionCount)),
        (name: "rejections", value: .array(result.rejections.map(rejection))),
        (name: "run", value: RunJSON.object(run)),
      ]
    }
    if let failure = result.failure {
      members.append((name: "error", value: ResultJSON.error(failure)))
    }
    return ResultJSON.text(.object(members))
  }

  private static func change(_ change: ChangeRecord) -> JSONValue {
    .object([
      (name: "action", value: .string(change.action.rawValue)),
      (name: "changes", value: ReportJSON.changes(change.changes)),
      (name: "key", value: .string(change.key)),
      (name: "targetId", value: .string(change.targetID)),
    ])
  }

  private static func rejection(_ rejection: RejectionRecord) -> JSONValue {
    .object(
      [
        (name: "action", value: .string(rejection.action.rawValue)),
        (name: "field", value: ResultJSON.string(rejection.field)),
        (name: "key", value: ResultJSON.string(rejection.key)),
        (name: "reason", value: ResultJSON.string(rejection.reason?.rawValue)),
        (name: "sourceId", value: ResultJSON.string(rejection.sourceID)),
        (name: "winnerId", value: ResultJSON.string(rejection.winnerID)),
      ] + ReportJSON.place(rejection.place))
  }
}

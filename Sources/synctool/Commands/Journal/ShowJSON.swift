internal import Basics
internal import Engine
internal import Records
internal import SyncCore

/// Renders one run of the journal as one JSON object with a line feed at the end.
enum ShowJSON {
  /// The object, with `error` when the run could not be read or its page not written.
  static func text(_ result: ShowResult) -> String {
    var object: JSONValue = [:]
    if let run = result.run {
      object = [
        "changeCount": .integer(result.changeCount),
        "changes": .array(result.changes.map(change)),
        "hasMore": .bool(result.hasMore),
        "limit": .integer(result.limit),
        "page": .integer(result.page),
        "rejectionCount": .integer(result.rejectionCount),
        "rejections": .array(result.rejections.map(rejection)),
        "run": RunJSON.object(run),
      ]
      if result.linkCount > 0 {
        object["linkCount"] = .integer(result.linkCount)
        object["links"] = .array(result.links.map(link))
      }
    }
    return ResultJSON.text(Command.show.name, result.exitCode, result.failure, object)
  }

  private static func change(_ change: PlanEntry) -> JSONValue {
    let object: JSONValue = [
      "action": .string(change.action.rawValue),
      "changes": ReportJSON.changes(change.changes),
      "key": .text(change.key),
      "targetId": .text(change.rowID),
    ]
    guard let outcome = change.outcome else { return object }
    return object.with(["outcome": .string(outcome), "sourceId": .text(change.sourceID)])
  }

  private static func link(_ link: LinkMove) -> JSONValue {
    [
      "after": link.after.map(end) ?? .null,
      "before": end(link.before),
      "key": .string(link.key),
      "sourceId": .string(link.sourceID),
    ]
  }

  private static func end(_ end: LinkMove.End) -> JSONValue {
    ["spare": .bool(end.isSpare), "targetId": .string(end.rowID)]
  }

  private static func rejection(_ rejection: PlanEntry) -> JSONValue {
    let object: JSONValue = [
      "action": .string(rejection.action.rawValue),
      "field": .text(rejection.field),
      "key": .text(rejection.key),
      "reason": .text(rejection.reason?.rawValue),
      "sourceId": .text(rejection.sourceID),
      "winnerId": .text(rejection.winnerID),
    ]
    return object.with(ReportJSON.place(rejection.place))
  }
}

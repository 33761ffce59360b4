internal import Basics
internal import SyncCore

/// Renders what `init` did as one JSON object with a line feed at the end.
enum InitJSON {
  /// The object, with `error` when it failed.
  static func text(_ result: InitResult) -> String {
    let losses: [(name: String, value: JSONValue)] = result.losses.map {
      (name: $0.table, value: ResultJSON.number($0.rows))
    }
    var members: [(name: String, value: JSONValue)] = [
      (name: "command", value: .string(CommandName.initialize.rawValue)),
      (name: "dryRun", value: .bool(result.dryRun)),
      (name: "exitCode", value: ResultJSON.number(result.exitCode.rawValue)),
      (name: "losses", value: .object(losses)),
      (name: "remove", value: .bool(result.removes)),
      (name: "schema", value: ResultJSON.number(ResultJSON.schema)),
      (name: "sql", value: .string(result.sql)),
      (name: "target", value: .string(result.target)),
      (name: "versionBefore", value: ResultJSON.number(result.before)),
    ]
    if let failure = result.failure {
      members.append((name: "error", value: ResultJSON.error(failure)))
    }
    return ResultJSON.text(.object(members))
  }
}

internal import Basics
internal import Engine

/// Renders results as the one JSON object of `--format json`, with a line feed at the end.
enum ResultJSON {
  /// The version of the object's shape; it rises when a name disappears or changes its meaning.
  static let schema = 1

  /// The result of a run; `more` is an object of what the command adds.
  static func run(_ result: SyncResult, _ more: JSONValue = [:]) -> String {
    var members: JSONValue = [
      "committed": .bool(result.committed),
      "counts": result.counts.json(result.kind),
      "dryRun": .bool(result.dryRun),
      "durationSeconds": .number(NumberText.milliseconds(result.durationSeconds)),
      "force": .bool(result.force),
      "planDigest": .text(result.planDigest),
      "runId": .integer(result.runID),
      "source": .string(result.source),
      "startedAt": .string(TimeText.iso8601(microseconds: result.startedAt)),
      "target": .string(result.target),
    ]
    if let documents = result.documents { members["documents"] = documents.json }
    if let links = result.links { members["links"] = links.json }
    return text(result.kind.command, result.exitCode, result.failure, members.with(more))
  }

  /// A failure of any command before there was anything else to report.
  static func failure(_ failure: SyncFailure, command: Command) -> String {
    text(command.name, failure.code, failure, [:])
  }

  /// A result's own members with those that every command has: the command, the exit
  /// code, the version of the shape, and `error` when there was a failure.
  static func text(
    _ command: String, _ exitCode: ExitCode, _ failure: SyncFailure?, _ members: JSONValue
  ) -> String {
    var object: JSONValue = [
      "command": .string(command),
      "exitCode": .integer(exitCode.rawValue),
      "schema": .integer(schema),
    ]
    object["error"] = failure?.json
    return text(object.with(members))
  }

  /// The object on one line, its names sorted.
  static func text(_ value: JSONValue) -> String {
    JSONWriter(sortsNames: true).text(value) + "\n"
  }
}

internal import Basics
internal import SyncCore

/// Renders what `init` did as one JSON object with a line feed at the end.
enum InitJSON {
  /// The object, with `error` when it failed.
  static func text(_ result: InitResult) -> String {
    ResultJSON.text(
      Command.initialize.name, result.exitCode, result.failure,
      [
        "dryRun": .bool(result.dryRun),
        "linksBefore": .integer(result.linksBefore),
        "losses": .object(result.losses.map { ($0.table, .integer($0.rows)) }),
        "remove": .bool(result.removes),
        "sql": .string(result.sql),
        "target": .string(result.target),
        "versionBefore": .integer(result.before),
      ])
  }
}

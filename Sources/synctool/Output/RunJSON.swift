internal import Basics
internal import SyncCore

/// Renders one run of the journal as a JSON object, always with the same names.
enum RunJSON {
  /// What there is none of is null.
  static func object(_ run: RunRecord) -> JSONValue {
    .object(members(run))
  }

  /// The members of the object, for one that has more of them; sorted by name.
  static func members(_ run: RunRecord) -> [(name: String, value: JSONValue)] {
    [
      (name: "command", value: .string(run.command)),
      (name: "counts", value: run.counts),
      (name: "databaseUser", value: .string(run.databaseUser)),
      (
        name: "durationSeconds",
        value: run.durationSeconds.map { .number(NumberText.milliseconds($0)) } ?? .null
      ),
      (name: "error", value: run.failure.map(error) ?? .null),
      (name: "exitCode", value: run.exitCode.map(ResultJSON.number) ?? .null),
      (name: "finishedAt", value: run.finishedAt.map(time) ?? .null),
      (name: "host", value: .string(run.host)),
      (name: "options", value: run.options),
      (name: "osUser", value: .string(run.osUser)),
      (name: "planDigest", value: ResultJSON.string(run.planDigest)),
      (name: "runId", value: ResultJSON.number(run.id)),
      (name: "source", value: .string(run.source)),
      (name: "startedAt", value: time(run.startedAt)),
      (name: "status", value: .string(run.status.rawValue)),
      (name: "table", value: .string("\(run.tableSchema).\(run.tableName)")),
      (name: "target", value: .string(run.target)),
      (name: "toolVersion", value: .string(run.toolVersion)),
      (name: "undoes", value: run.undoes.map(ResultJSON.number) ?? .null),
      (name: "undone", value: ResultJSON.string(run.undone?.rawValue)),
      (name: "undoneBy", value: run.undoneBy.map(ResultJSON.number) ?? .null),
    ]
  }

  private static func time(_ microseconds: Int64) -> JSONValue {
    .string(TimeText.iso8601(microseconds: microseconds))
  }

  private static func error(_ failure: RunFailureRecord) -> JSONValue {
    .object([
      (name: "hint", value: .string(failure.hint)),
      (name: "message", value: .string(failure.message)),
      (name: "stage", value: .string(failure.stage)),
    ])
  }
}

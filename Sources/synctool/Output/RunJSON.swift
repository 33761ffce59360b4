internal import Basics
internal import Engine

/// Renders one run of the journal as a JSON object, always with the same names.
enum RunJSON {
  /// Missing values are null.
  static func object(_ run: JournaledRun) -> JSONValue {
    var counts = run.counts
    if counts["documents"] != nil { counts["documents"] = nil }
    return [
      "command": .string(run.command),
      "counts": counts,
      "databaseUser": .string(run.databaseUser),
      "durationSeconds": run.durationSeconds.map { .number(NumberText.milliseconds($0)) } ?? .null,
      "documents": run.documents?.json ?? .null,
      "error": run.failure.map(error) ?? .null,
      "exitCode": .integer(run.exitCode),
      "finishedAt": run.finishedAt.map(time) ?? .null,
      "host": .string(run.host),
      "options": run.options,
      "osUser": .string(run.osUser),
      "planDigest": .text(run.planDigest),
      "runId": .integer(run.id),
      "source": .string(run.source),
      "startedAt": time(run.startedAt),
      "status": .string(run.status.rawValue),
      "table": .string(run.subject),
      "target": .string(run.target),
      "toolVersion": .string(run.toolVersion),
      "undoes": .integer(run.undoes),
      "undone": .text(run.undone?.rawValue),
      "undoneBy": .integer(run.undoneBy),
    ]
  }

  private static func time(_ microseconds: Int64) -> JSONValue {
    .string(TimeText.iso8601(microseconds: microseconds))
  }

  private static func error(_ failure: JournaledFailure) -> JSONValue {
    [
      "hint": .string(failure.hint),
      "message": .string(failure.message),
      "stage": .string(failure.stage),
    ]
  }
}

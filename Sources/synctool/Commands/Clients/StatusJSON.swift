internal import Basics
internal import Engine
internal import SyncCore

/// Renders what `status` found as one JSON object with a line feed at the end.
enum StatusJSON {
  /// The object, with `error` when a look failed; unknown values are null.
  static func text(_ result: StatusResult) -> String {
    let plan = result.plan
    return ResultJSON.text(
      plan.kind.command, result.exitCode, result.failure,
      [
        "counts": plan.planned ? plan.counts.json(plan.kind) : .null,
        "durationSeconds": .number(NumberText.milliseconds(plan.durationSeconds)),
        "inStep": result.isInStep.map(JSONValue.bool) ?? .null,
        "journal": result.journal.map(journal) ?? .null,
        "maxAgeSeconds": seconds(result.maxAge),
        "planDigest": .text(plan.planDigest),
        "source": .string(plan.source),
        "startedAt": .string(TimeText.iso8601(microseconds: plan.startedAt)),
        "target": .string(plan.target),
      ])
  }

  private static func journal(_ journal: JournalSummary) -> JSONValue {
    [
      "inProgress": .array(journal.inProgress.map(inProgress)),
      "lastFailure": journal.lastFailure.map(RunJSON.object) ?? .null,
      "lastFailureAgeSeconds": seconds(journal.lastFailureAge),
      "lastSuccess": journal.lastSuccess.map(RunJSON.object) ?? .null,
      "lastSuccessAgeSeconds": seconds(journal.lastSuccessAge),
    ]
  }

  /// The run's own object, with the server process of its session.
  private static func inProgress(_ run: RunInProgress) -> JSONValue {
    RunJSON.object(run.run).with([
      "ageSeconds": seconds(run.seconds), "backendPid": .integer(run.backend),
    ])
  }

  private static func seconds(_ seconds: Double?) -> JSONValue {
    seconds.map { .number(NumberText.milliseconds($0)) } ?? .null
  }
}

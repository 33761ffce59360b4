internal import Basics
internal import SyncCore

/// Renders what `status` found as one JSON object with a line feed at the end.
enum StatusJSON {
  /// The object, with `error` when a look failed; what is not known is null.
  static func text(_ result: StatusResult) -> String {
    let plan = result.plan
    var members: [(name: String, value: JSONValue)] = [
      (name: "command", value: .string(plan.command)),
      (name: "counts", value: plan.planned ? plan.counts.json : .null),
      (name: "durationSeconds", value: .number(NumberText.milliseconds(plan.durationSeconds))),
      (name: "exitCode", value: ResultJSON.number(result.exitCode.rawValue)),
      (name: "inStep", value: result.isInStep.map(JSONValue.bool) ?? .null),
      (name: "journal", value: result.journal.map(journal) ?? .null),
      (name: "maxAgeSeconds", value: seconds(result.maxAge)),
      (name: "planDigest", value: ResultJSON.string(plan.planDigest)),
      (name: "schema", value: ResultJSON.number(ResultJSON.schema)),
      (name: "source", value: .string(plan.source)),
      (name: "startedAt", value: .string(TimeText.iso8601(microseconds: plan.startedAt))),
      (name: "target", value: .string(plan.target)),
    ]
    if let failure = result.failure {
      members.append((name: "error", value: ResultJSON.error(failure)))
    }
    return ResultJSON.text(.object(members))
  }

  private static func journal(_ journal: JournalSummary) -> JSONValue {
    .object([
      (name: "inProgress", value: .array(journal.inProgress.map(inProgress))),
      (name: "lastFailure", value: journal.lastFailure.map(RunJSON.object) ?? .null),
      (name: "lastFailureAgeSeconds", value: seconds(journal.lastFailureAge)),
      (name: "lastSuccess", value: journal.lastSuccess.map(RunJSON.object) ?? .null),
      (name: "lastSuccessAgeSeconds", value: seconds(journal.lastSuccessAge)),
    ])
  }

  /// The run's own object, with who serves it.
  private static func inProgress(_ run: RunInProgress) -> JSONValue {
    .object(
      RunJSON.members(run.run) + [
        (name: "ageSeconds", value: seconds(run.seconds)),
        (name: "backendPid", value: run.backend.map(ResultJSON.number) ?? .null),
      ])
  }

  private static func seconds(_ seconds: Double?) -> JSONValue {
    seconds.map { .number(NumberText.milliseconds($0)) } ?? .null
  }
}

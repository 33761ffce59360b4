internal import Basics
internal import SyncCore

/// Renders results as the one JSON object of `--format json`, with a line feed at the end.
enum ResultJSON {
  /// The version of the object's shape; it rises when a name goes or changes its meaning.
  static let schema = 1

  /// The result of `sync` or `fix`; `more` are members that the command adds of its own.
  static func sync(
    _ result: SyncResult, _ more: [(name: String, value: JSONValue)] = []
  ) -> String {
    run(result, counts: result.counts.json, more)
  }

  /// The result of `undo`, which counts other actions and names the run that it takes back.
  static func undo(_ result: SyncResult) -> String {
    run(
      result, counts: result.counts.undoJSON,
      [(name: "undoes", value: result.undoes.map(number) ?? .null)])
  }

  private static func run(
    _ result: SyncResult, counts: JSONValue, _ more: [(name: String, value: JSONValue)]
  ) -> String {
    var members: [(name: String, value: JSONValue)] = [
      (name: "command", value: .string(result.command)),
      (name: "committed", value: .bool(result.committed)),
      (name: "counts", value: counts),
      (name: "dryRun", value: .bool(result.dryRun)),
      (name: "durationSeconds", value: .number(NumberText.milliseconds(result.durationSeconds))),
      (name: "exitCode", value: number(result.exitCode.rawValue)),
      (name: "force", value: .bool(result.force)),
      (name: "planDigest", value: string(result.planDigest)),
      (name: "runId", value: result.runID.map(number) ?? .null),
      (name: "schema", value: number(schema)),
      (name: "source", value: .string(result.source)),
      (name: "startedAt", value: .string(TimeText.iso8601(microseconds: result.startedAt))),
      (name: "target", value: .string(result.target)),
    ]
    if let failure = result.failure { members.append((name: "error", value: error(failure))) }
    return text(.object(members + more))
  }

  /// The findings of `check`, and the code that the process ends with.
  static func check(_ lines: [CheckLine], exitCode: ExitCode) -> String {
    text(
      .object([
        (name: "checks", value: .array(lines.map(check))),
        (name: "command", value: .string("check")),
        (name: "exitCode", value: number(exitCode.rawValue)),
        (name: "schema", value: number(schema)),
      ]))
  }

  /// A failure before there was anything else to tell, of any command.
  static func failure(_ failure: SyncFailure, command: CommandName) -> String {
    text(
      .object([
        (name: "command", value: .string(command.rawValue)),
        (name: "error", value: error(failure)),
        (name: "exitCode", value: number(failure.code.rawValue)),
        (name: "schema", value: number(schema)),
      ]))
  }

  /// The object of `version --format json`.
  static func version() -> String {
    text(
      .object([
        (name: "command", value: .string("version")),
        (name: "name", value: .string("synctool")),
        (name: "schema", value: number(schema)),
        (name: "version", value: .string(ToolVersion.number)),
      ]))
  }

  /// The `error` of a result.
  static func error(_ failure: SyncFailure) -> JSONValue {
    .object([
      (name: "hint", value: .string(failure.hint)),
      (name: "message", value: .string(failure.message)),
      (name: "stage", value: .string(failure.stage.rawValue)),
    ])
  }

  private static func check(_ line: CheckLine) -> JSONValue {
    .object([
      (name: "detail", value: .string(line.detail)),
      (name: "hint", value: .string(line.hint)),
      (name: "side", value: .string(line.side.rawValue)),
      (name: "subject", value: .string(line.subject)),
      (name: "verdict", value: .string(line.verdict.rawValue)),
    ])
  }

  /// null for nil.
  static func string(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  /// An integer as a JSON number.
  static func number(_ value: some FixedWidthInteger) -> JSONValue {
    .number(String(value))
  }

  /// The object on one line, its names sorted.
  static func text(_ value: JSONValue) -> String {
    JSONWriter(sortsNames: true).text(value) + "\n"
  }
}

internal import Basics
internal import Engine

/// Renders the findings of `check` as one JSON object with a line feed at the end.
enum CheckJSON {
  /// The findings, and the exit code of the process.
  static func text(_ lines: [CheckLine], exitCode: ExitCode) -> String {
    ResultJSON.text(Command.check.name, exitCode, nil, ["checks": .array(lines.map(check))])
  }

  private static func check(_ line: CheckLine) -> JSONValue {
    [
      "detail": .string(line.detail),
      "hint": .string(line.hint),
      "side": .string(line.side.rawValue),
      "subject": .string(line.subject),
      "verdict": .string(line.verdict.rawValue),
    ]
  }
}

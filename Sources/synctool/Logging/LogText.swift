internal import Basics

/// Renders log lines as text and as JSON.
enum LogText {
  /// Each sentence on its own line, after the tool's name and its kind.
  static func standardError(_ line: LogLine) -> String {
    sentences(line).map { "synctool: \($0)\n" }.joined()
  }

  /// Each sentence after its kind: `error: …`, `hint: …`.
  static func sentences(_ line: LogLine) -> [String] {
    parts(line.message).map { "\(line.kind): \($0)" }
      + parts(line.hint).map { "hint: \($0)" }
  }

  /// Only the message, then the hints, for a log that knows the level itself.
  static func message(_ line: LogLine) -> String {
    (parts(line.message) + parts(line.hint).map { "hint: \($0)" }).joined(separator: "\n")
  }

  /// One JSON object without a line feed; `now` counts microseconds since 1970.
  static func json(_ line: LogLine, command: String?, run: Int64?, now: Int64) -> String {
    var object: JSONValue = [
      "level": .string(line.kind),
      "message": .string(parts(line.message).joined(separator: "\n")),
      "time": .string(TimeText.iso8601(microseconds: now)),
    ]
    if !line.hint.isEmpty { object["hint"] = .string(parts(line.hint).joined(separator: "\n")) }
    object["command"] = command.map { .string($0) }
    object["runId"] = run.map { .integer($0) }
    return JSONWriter(sortsNames: true).text(object)
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: "\n").map { SafeText.escape(String($0)) }
  }
}

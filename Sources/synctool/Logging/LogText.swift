internal import Basics
internal import SyncCore

/// Renders log lines as text and as JSON.
enum LogText {
  /// Each sentence on a line of its own behind the tool's name and its kind.
  static func standardError(_ line: LogLine) -> String {
    sentences(line).map { "synctool: \($0)\n" }.joined()
  }

  /// Each sentence behind its kind: `error: …`, `hint: …`.
  static func sentences(_ line: LogLine) -> [String] {
    parts(line.message).map { "\(line.level.rawValue): \($0)" }
      + parts(line.hint).map { "hint: \($0)" }
  }

  /// The message alone, then the hints, for a log that knows the level by itself.
  static func message(_ line: LogLine) -> String {
    (parts(line.message) + parts(line.hint).map { "hint: \($0)" }).joined(separator: "\n")
  }

  /// One JSON object without a line feed; `now` counts microseconds since 1970.
  static func json(_ line: LogLine, command: String?, run: Int64?, now: Int64) -> String {
    var members: [(name: String, value: JSONValue)] = [
      (name: "level", value: .string(line.level.rawValue)),
      (name: "message", value: .string(parts(line.message).joined(separator: "\n"))),
      (name: "time", value: .string(TimeText.iso8601(microseconds: now))),
    ]
    if !line.hint.isEmpty {
      members.append(
        (name: "hint", value: .string(parts(line.hint).joined(separator: "\n"))))
    }
    if let command { members.append((name: "command", value: .string(command))) }
    if let run { members.append((name: "runId", value: .number(String(run)))) }
    return JSONWriter(sortsNames: true).text(.object(members))
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: "\n").map { SafeText.escape(String($0)) }
  }
}

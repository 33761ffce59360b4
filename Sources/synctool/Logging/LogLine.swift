internal import SyncCore

/// Something said about a run besides its result.
struct LogLine: Equatable, Sendable {
  var level: LogLevel
  /// Without secrets; several lines are several sentences.
  var message: String
  /// The next step; empty without one.
  var hint: String

  init(_ level: LogLevel, _ message: String, hint: String = "") {
    self.level = level
    self.message = message
    self.hint = hint
  }

  /// The level in words.
  var kind: String { level == .warn ? "warning" : level.rawValue }
}

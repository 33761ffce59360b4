/// Something said about a run besides its result.
struct LogLine: Equatable, Sendable {
  /// How much it matters.
  enum Level: String, Sendable {
    case error, warning, info, debug

    /// The severity of syslog and journald.
    var severity: Int {
      switch self {
      case .error: 3
      case .warning: 4
      case .info: 6
      case .debug: 7
      }
    }
  }

  var level: Level
  /// Without secrets; several lines are several sentences.
  var message: String
  /// The next step; empty without one.
  var hint: String

  init(_ level: Level, _ message: String, hint: String = "") {
    self.level = level
    self.message = message
    self.hint = hint
  }
}

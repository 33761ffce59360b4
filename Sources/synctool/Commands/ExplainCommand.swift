internal import Basics
internal import SyncCore

/// `synctool explain`: everything about one client; nothing is written.
struct ExplainCommand {
  private let settings: Settings
  private let streams: StandardStreams
  private let face: TerminalFace

  /// `email` is the client asked for, whatever the settings say of others.
  init(_ settings: Settings, email: String, _ streams: StandardStreams, _ face: TerminalFace) {
    var settings = settings
    (settings.only, settings.onlyName, settings.onlyFromOption) = ([email], "EMAIL", true)
    self.settings = settings
    self.streams = streams
    self.face = face
  }

  /// Explains the client, prints what was found, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    let result = Self.look(settings, .explain, streams, face)
    switch settings.format {
    case .json:
      streams.write(
        result.failure.map { ResultJSON.failure($0, command: .explain) }
          ?? ExplainJSON.result(result))
    case .text:
      let text = ExplainText(palette: face.output, force: settings.force)
      if !settings.quiet, result.failure == nil { streams.write(text.header(result)) }
      for client in result.clients { streams.write(text.client(client)) }
    }
    Self.sayMore(result, settings, streams)
    if let failure = result.failure { streams.say(FaultText.failure(failure)) }
    return result.exitCode
  }

  /// Looks at the clients of `settings.only`.
  static func look(
    _ settings: Settings, _ kind: RunKind, _ streams: StandardStreams,
    _ face: TerminalFace, brief: Bool = false
  ) -> ExplainResult {
    let identity = RunIdentity(kind, toolVersion: ToolVersion.number)
    return ExplainRun(settings, RunView(settings, streams, face), identity, brief: brief).run()
  }

  /// What is worth knowing beside the clients themselves.
  static func sayMore(
    _ result: ExplainResult, _ settings: Settings, _ streams: StandardStreams
  ) {
    guard settings.logLevel >= .warn else { return }
    for warning in result.warnings { streams.say(FaultText.warning(warning)) }
    if let obstacle = result.obstacle {
      streams.say(FaultText.warning("a sync of this client would be stopped: \(obstacle.message)"))
    }
  }
}

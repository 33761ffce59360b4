internal import Basics
internal import SyncCore

/// A command's description with its job.
struct RunnableCommand: Sendable {
  /// What is done once the line is well formed.
  enum Job: Sendable {
    /// Prints a text that depends only on the line and the tree.
    case answer(@Sendable (Invocation) -> String)
    /// The settings are read and checked first; it returns the exit code of the process.
    case run(@Sendable (CommandContext) -> ExitCode)
  }

  let command: Command
  let job: Job

  init(_ command: Command, _ job: Job) { (self.command, self.job) = (command, job) }

  /// Does what the line asks of this command and returns the exit code of the process.
  func run(_ invocation: Invocation, _ streams: StandardStreams) -> ExitCode {
    switch job {
    case .answer(let text):
      streams.write(text(invocation))
      return .done
    case .run(let body): return Self.withSettings(invocation, streams, body)
    }
  }

  /// Reads the settings for a command that needs them; all their faults are reported at once.
  private static func withSettings(
    _ invocation: Invocation, _ streams: StandardStreams, _ body: (CommandContext) -> ExitCode
  ) -> ExitCode {
    let environment = ProcessEnvironment.read()
    let variables = NotifyCommand.settings(of: environment.variables)
    let command = invocation.command
    StopSignals.arm(
      deadline: Settings.deadline(
        options: invocation.options, environment: variables))
    do throws(SettingsFaults) {
      let settings = try Settings.load(
        options: invocation.options, environment: variables,
        unreadable: environment.unreadable,
        taking: command.settings, pageOnly: command.reportsPages)
      log(settings.monitoring, command, streams)
      let context = CommandContext(
        invocation: invocation, settings: settings, streams: streams,
        face: TerminalFace(settings, environment: variables))
      if let refusal = context.ending.refusal() { return context.end(refusal) }
      StopSignals.watch(deadline: settings[Options.deadline])
      return body(context)
    } catch {
      log(error.monitoring, command, streams)
      let ending = RunEnding(command, error.monitoring, streams)
      let stop = StopSignals.stop.failure(.settings)
      return ending.finish(stop ?? error.failure) { json in
        for warning in error.warnings { streams.say(FaultText.warning(warning)) }
        if let stop {
          if error.format == .json { streams.write(json) }
          return streams.say(FaultText.failure(stop))
        }
        for fault in error.faults {
          streams.say(FaultText.error("\(fault.name): \(fault.problem)"))
        }
        if error.format == .json { streams.write(json) }
      }
    }
  }

  /// From here on lines go where the settings say.
  private static func log(
    _ setting: MonitoringSetting, _ command: Command, _ streams: StandardStreams
  ) {
    streams.log = LogSink(setting, command: command.name)
    if setting.logFormat == .json { StopSignals.sayInJSON() }
  }
}

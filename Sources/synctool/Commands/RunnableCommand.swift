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
    let settings: Settings
    var faults: SettingsFaults?
    do throws(SettingsFaults) {
      settings = try Settings.load(
        options: invocation.options, environment: variables,
        unreadable: environment.unreadable,
        taking: command.settings, sourceIfAny: command.mayNeedSource,
        pageOnly: command.reportsPages, needing: command.needed)
    } catch {
      (settings, faults) = (error.settings, error)
    }
    // From here on lines go where the settings say.
    streams.log = LogSink(settings, command: command.name)
    if settings[Options.logFormat] == .json { StopSignals.sayInJSON() }
    let context = CommandContext(invocation, settings, streams, environment: variables)
    if let faults { return refuse(faults, context) }
    if let refusal = context.ending.refusal() { return context.end(refusal) }
    StopSignals.watch(deadline: settings[Options.deadline])
    return body(context)
  }

  private static func refuse(_ faults: SettingsFaults, _ context: CommandContext) -> ExitCode {
    let stop = StopSignals.stop.failure(.settings)
    return context.ending.finish(stop ?? faults.failure) { json in
      context.say(context.settings.warnings, nil)
      if stop == nil {
        for fault in faults.faults {
          context.streams.say(LogLine(.error, "\(fault.name): \(fault.problem)"))
        }
      }
      context.write(text: "", json: json)
      context.say([], stop)
    }
  }
}

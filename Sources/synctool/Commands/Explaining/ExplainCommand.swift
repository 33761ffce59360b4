internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let explain = Command(
    name: "explain",
    summary: "show everything about one client: source, target, what a run would do, and why",
    details: [
      "Shows the source's records with this email and those that nearly have it (other case, spaces,"
        + " other Unicode forms), the target's row, the two compared field by field, what the next"
        + " sync would do and why, the client's history in the journal, and how many rows of other tables"
        + " refer to it: by foreign keys, and by the columns of SYNCTOOL_REFERENCES.",
      "Nothing is written.",
    ],
    options: Options.of(
      [.plan, .output, .progress, .logging],
      and: [
        Options.force.saying("assume that the next sync has --force; nothing is written"),
        Options.mask, plannedUnprotect, Options.quiet.saying("leave out source and target"),
      ]),
    arguments: [ArgumentSpec(name: CommandContext.argument, kind: .email, required: true)],
    examples: [
      ExampleSpec(
        line: "synctool explain ana@example.com", purpose: "why is this client not right?")
    ],
    exitCodes: connecting(),
    meanings: [.done: "done, even if the client was not found", .failed: "failed"],
    foreseen: limits)
}

/// `synctool explain`: everything about one client; nothing is written.
enum ExplainCommand {
  /// Explains the client, prints what was found, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    // The client is the one on the line, whatever the settings say of others.
    let context = context.restricted(to: context.invocation.arguments)
    let settings = context.settings
    let result = look(context, .explain)
    let text = ExplainText(palette: context.style.palette, force: settings[Options.force])
    let sides =
      settings[Options.quiet] || result.failure != nil
      ? "" : RunText.sides(source: result.source, target: result.target)
    context.write(
      text: sides + result.clients.map(text.client).joined(),
      json: result.failure.map { ResultJSON.failure($0, command: context.command) }
        ?? ExplainJSON.result(result))
    let stopped = result.obstacle.map { "a sync of this client would be stopped: \($0.message)" }
    context.say(result.warnings + [stopped].compactMap { $0 }, result.failure)
    return result.exitCode
  }

  /// Looks at the clients that the settings are restricted to.
  static func look(
    _ context: CommandContext, _ kind: RunKind, brief: Bool = false
  ) -> ExplainResult {
    ExplainRun(
      context.settings, RunView(context), context.identity(kind), brief: brief,
      source: context.source, on: context.session
    ).run()
  }
}

extension CommandContext {
  /// The argument that names clients.
  static let argument = "EMAIL"

  /// The same for only the clients with these emails, which the line has named.
  func restricted(to emails: [String]) -> CommandContext {
    var context = self
    (context.settings.only, context.settings.onlyName) = (emails, Self.argument)
    context.settings.onlyFromOption = true
    if context.settings.scope == .full { context.settings.scope = .partial }
    return context
  }
}

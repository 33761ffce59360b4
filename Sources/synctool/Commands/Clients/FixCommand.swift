internal import Basics
internal import Engine
internal import Records
internal import SyncCore

extension Command {
  static let fix = Command(
    name: "fix",
    summary: "repair single clients: sync --force for just these, explained before and after",
    details: [
      "Does what sync --force --only does for the named clients, and shows each of them as explain does"
        + " before and after. --from takes the clients that a report lists."
    ],
    options: Options.of(
      everyRun,
      and: [
        Options.from,
        Options.source.saying(
          "read this instead of MONGODB_URI: a MongoDB URI, a .bson dump, or Extended JSON; it is read"
            + " several times, so no pipe and no standard input"),
      ],
      without: [
        Options.force, Options.only, Options.onlyFrom, Options.expect, Options.allowAbsent,
      ]),
    arguments: [.emails],
    examples: [
      ExampleSpec(line: "synctool fix ana@example.com --dry-run", purpose: "look first"),
      ExampleSpec(line: "synctool fix ana@example.com", purpose: "repair one client"),
      ExampleSpec(line: "synctool fix --from run.csv", purpose: "what a report listed"),
    ],
    exitCodes: Command.sync.exitCodes.filter { $0 != .planMoved })
}

/// `synctool fix`: `sync --force` for single clients, each of them explained before and after.
struct FixCommand {
  /// More clients than this are shown on a line each.
  static let mostInFull = 5

  private let context: CommandContext
  private let source: DocumentSource

  /// The clients are those of the line, plus those of the report `settings[Options.from]`.
  init(_ context: CommandContext) {
    var context = context
    context.settings[Options.force] = true
    source = DocumentSource(context.settings.source, StopSignals.stop, staysOpen: true)
    context.source = source
    context.session = KeptSession(context.settings.target, StopSignals.stop)
    self.context = context
  }

  /// Repairs the clients, prints the result, and returns the exit code.
  func run() -> ExitCode {
    do throws(SyncFailure) {
      return try fix(context.restricted(to: try clients()))
    } catch {
      return context.end(error)
    }
  }

  /// The named clients and those that the report lists; naming none is a fault.
  private func clients() throws(SyncFailure) -> [String] {
    guard source.canRepeat else {
      throw SyncFailure(
        .usage, .arguments,
        "the source is read several times, but a pipe or standard input can be read only once",
        hint: "save it to a file and give that as --source")
    }
    let clients = try context.namedClients()
    guard clients.isEmpty else { return clients }
    throw SyncFailure(
      .usage, .arguments, "fix names no client",
      hint: "give an EMAIL, or --from with a report that lists some")
  }

  private func fix(_ context: CommandContext) throws(SyncFailure) -> ExitCode {
    let brief = context.settings.only.count > Self.mostInFull
    let before = ExplainCommand.look(context, .fix, brief: brief)
    if let failure = before.failure { throw failure }
    show(before, "before")
    // The settings' warnings are left to the run.
    return SyncCommand.run(context, as: .fix) { result in
      let isDone = result.committed || !result.dryRun && result.failure == nil
      let after = isDone ? lookAgain(context, brief: brief) : nil
      if let after { show(after, "after") }
      return ["after": ExplainJSON.clients(after), "before": ExplainJSON.clients(before)]
    }
  }

  /// nil, and a warning, when the clients cannot be looked at: the repair itself is done.
  private func lookAgain(_ context: CommandContext, brief: Bool) -> ExplainResult? {
    let after = ExplainCommand.look(context, .fix, brief: brief)
    guard let failure = after.failure else { return after }
    let why = StopSignals.cause?.words ?? failure.message
    context.warn("the clients could not be looked at afterwards: \(why)")
    return nil
  }

  private func show(_ result: ExplainResult, _ moment: String) {
    guard context.settings[Options.format] == .text, !context.settings[Options.quiet] else {
      return
    }
    let text = ExplainText(palette: context.style.palette, force: true)
    context.streams.write(context.style.palette.paint("\(moment):", .bold) + "\n")
    for client in result.clients {
      context.streams.write(result.isBrief ? text.brief(client) : text.client(client))
    }
  }
}

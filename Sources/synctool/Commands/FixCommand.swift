internal import Basics
internal import SyncCore

/// `synctool fix`: `sync --force` for single clients, each of them explained before and after.
struct FixCommand {
  /// More clients than this are shown in a line each.
  static let mostInFull = 5

  private let settings: Settings
  private let emails: [String]
  private let streams: StandardStreams
  private let face: TerminalFace

  /// `emails` are the clients named; those of the report `settings.journal.from` come on top.
  init(
    _ settings: Settings, emails: [String], _ streams: StandardStreams, _ face: TerminalFace
  ) {
    var settings = settings
    settings.force = true
    settings.expect = nil
    // A report of the environment never widens what was typed.
    if !emails.isEmpty, !settings.journal.fromIsTyped { settings.journal.from = nil }
    self.settings = settings
    self.emails = emails
    self.streams = streams
    self.face = face
  }

  /// Repairs the clients, prints the result, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    do throws(SyncFailure) {
      return try fix(try clients())
    } catch {
      return RunEnding(.fix, settings, streams).finish(error) { json in
        if settings.format == .json { streams.write(json) }
        streams.say(settings.warnings, error, settings)
      }
    }
  }

  /// The clients named and those that the report lists; none at all is a fault.
  private func clients() throws(SyncFailure) -> [String] {
    try SourceRepeat.require(settings.source)
    guard let path = settings.journal.from else { return try someone(emails) }
    let report = try ReportKeys(path: path)
    if report.keyless > 0, settings.logLevel >= .warn {
      let entries = report.keyless == 1 ? "1 entry" : "\(report.keyless) entries"
      streams.say(FaultText.warning("--from: \(entries) without an email left out"))
    }
    return try someone(emails + report.keys)
  }

  private func someone(_ clients: [String]) throws(SyncFailure) -> [String] {
    guard clients.isEmpty else { return clients }
    throw SyncFailure(
      .usage, .arguments, "fix names no client",
      hint: "give an EMAIL, or --from with a report that lists some")
  }

  private func fix(_ clients: [String]) throws(SyncFailure) -> ExitCode {
    var settings = settings
    (settings.only, settings.onlyName, settings.onlyFromOption) = (clients, "EMAIL", true)
    let brief = clients.count > Self.mostInFull
    let before = ExplainCommand.look(settings, .fix, streams, face, brief: brief)
    if let failure = before.failure { throw failure }
    show(before, "before")
    // The settings' warnings are the run's to tell.
    return SyncCommand(settings, streams, face, as: .fix).run { result in
      let isDone = result.committed || !result.dryRun && result.failure == nil
      let after = isDone ? lookAgain(settings, brief: brief) : nil
      if let after { show(after, "after") }
      return ["after": ExplainJSON.clients(after), "before": ExplainJSON.clients(before)]
    }
  }

  /// nil, and a warning, when the clients cannot be looked at: the repair itself is done.
  private func lookAgain(_ settings: Settings, brief: Bool) -> ExplainResult? {
    let after = ExplainCommand.look(settings, .fix, streams, face, brief: brief)
    guard let failure = after.failure else { return after }
    if settings.logLevel >= .warn {
      streams.say(
        FaultText.warning("the clients could not be looked at afterwards: \(failure.message)"))
    }
    return nil
  }

  private func show(_ result: ExplainResult, _ moment: String) {
    guard settings.format == .text, !settings.quiet else { return }
    let text = ExplainText(palette: face.output, force: true)
    streams.write(face.output.paint("\(moment):", .bold) + "\n")
    for client in result.clients {
      streams.write(result.isBrief ? text.brief(client) : text.client(client))
    }
  }
}

internal import Basics
internal import Engine
internal import SyncCore

/// The end of a command: its result goes to the standard streams, into the metrics file and to the
/// notification command, in this order, and all of them get the same.
struct RunEnding {
  let command: Command
  let settings: Settings
  let streams: StandardStreams

  /// Why the command must not start: no metrics file can be created at the path; nil when it may.
  func refusal() -> SyncFailure? {
    settings[Options.metrics].flatMap { MetricsFile(path: $0).refusal() }
  }

  /// Gives the result to everybody and returns the exit code.
  ///
  /// `show` prints it, its warnings and its failure; `json` is what `--format json` prints, and is
  /// called after `show`. Both get the result with what went wrong at the end itself.
  func finish<Outcome: RunOutcome>(
    _ result: Outcome, json: (Outcome) -> String, show: (Outcome) -> Void
  ) -> ExitCode {
    var result = result
    streams.log.run = result.run?.runID
    var earlier: String?
    let lost = writeMetrics(result, earlier: &earlier)
    if let lost, result.exitCode.isSuccess { Self.spoil(&result, lost) }
    show(result)
    // A failed run has said why; this is added.
    if let lost, result.failure?.stage != .metrics {
      streams.say(FaultText.failure(lost))
    }
    let code = result.exitCode
    if let lost = streams.finish(), code.isSuccess {
      // The process says so itself; observers hear the same.
      Self.spoil(&result, lost)
      _ = writeMetrics(result, earlier: &earlier)
    }
    notify(result) { json(result) }
    return code
  }

  /// Reports a failure before the command could start.
  ///
  /// `show` is given the JSON result.
  func finish(_ failure: SyncFailure, show: (String) -> Void) -> ExitCode {
    let json = ResultJSON.failure(failure, command: command)
    let early = EarlyFailure(exitCode: failure.code, failure: failure)
    return finish(early, json: { _ in json }, show: { _ in show(json) })
  }

  /// Turns success into the failure to report it.
  private static func spoil(_ result: inout some RunOutcome, _ failure: SyncFailure) {
    var failure = failure
    if result.hasWritten { failure.message += "; the changes themselves are committed" }
    result.exitCode = failure.code
    result.failure = failure
  }

  /// `earlier` is the file's text before the first attempt: what that one wrote no longer holds.
  private func writeMetrics(
    _ result: some RunOutcome, earlier: inout String?
  ) -> SyncFailure? {
    guard let path = settings[Options.metrics], result.failure?.stage != .metrics else {
      return nil
    }
    let isPartial = settings.scope == .full && RunKind.of(command.name)?.reach == .clients
    let metrics = RunMetrics(
      command: command.name, table: result.run?.table ?? settings.target.table.full,
      scope: (isPartial ? .partial : settings.scope).rawValue,
      toolVersion: ToolVersion.number, finishedAt: Clock.now(),
      durationSeconds: result.run?.durationSeconds ?? 0, exitCode: result.exitCode,
      counts: result.run.flatMap { $0.planned ? $0.counts : nil },
      newestRecord: result.run?.newestRecord)
    return MetricsFile(path: path).replace { present in
      let text = earlier ?? present
      earlier = text
      return MetricsPage.text(metrics, earlier: text)
    }
  }

  private func notify(_ result: some RunOutcome, json: () -> String) {
    guard let command = settings[Options.notifyCommand], isOccasion(result) else { return }
    let problem = NotifyCommand(command: command).run(
      input: json(),
      variables: [
        NotifyCommand.variables.command: self.command.name,
        NotifyCommand.variables.exitCode: String(result.exitCode.rawValue),
        NotifyCommand.variables.status: (result.exitCode.isSuccess ? RunStatus.done : .failed)
          .rawValue,
      ])
    if let problem { streams.say(LogLine(.warn, problem)) }
  }

  private func isOccasion(_ result: some RunOutcome) -> Bool {
    let failed = ![.done, .changesPending].contains(result.exitCode)
    return switch settings[Options.notifyOn] {
    case .failure: failed
    case .change: failed || result.hasWritten
    case .always: true
    }
  }
}

/// The outcome of a command that could not start.
private struct EarlyFailure: RunOutcome {
  var exitCode: ExitCode
  var failure: SyncFailure?
  let run: SyncResult? = nil
}

internal import PostgresDriver

/// One run of `check`: the preflight of both sides and nothing else.
package struct CheckRun {
  private let settings: Settings
  private let stopCause: () -> StopCause?

  package init(_ settings: Settings, stopCause: @escaping () -> StopCause?) {
    self.settings = settings
    self.stopCause = stopCause
  }

  /// One line for each thing looked at, the source's first.
  package func run() -> [CheckLine] {
    let preflight = Preflight(settings, stopCause)
    return preflight.sourceLines() + targetLines(preflight)
  }

  private func targetLines(_ preflight: Preflight) -> [CheckLine] {
    do throws(PostgresError) {
      var connection = try TargetSession.open(settings.target, stopCause)
      return try preflight.target(on: &connection).lines
    } catch {
      let failure = stopCause().map { SyncFailure($0, .target) } ?? SyncFailure(error, .target)
      return [
        CheckLine(
          side: .target, subject: "reachable", verdict: .fault, detail: failure.message,
          hint: failure.hint, code: failure.code)
      ]
    }
  }
}

internal import Basics
internal import PostgresDriver
internal import Records

/// What every run that may write stands in: the clients that it is restricted to, the report, the
/// session, and the journal's last word on a failure.
struct RunFrame {
  private let settings: Settings
  private let observer: any RunObserver
  private let kind: RunKind

  init(_ settings: Settings, _ observer: any RunObserver, _ kind: RunKind) {
    self.settings = settings
    self.observer = observer
    self.kind = kind
  }

  /// Opens what a run needs and hands it to `body`; what ends that is the state's failure, which the
  /// journal keeps with the counts of a plan that was made.
  ///
  /// Throws what keeps `body` from being begun.
  func run(
    _ state: inout RunState,
    _ body: (KeySet?, ReportSink?, inout PostgresConnection, inout RunState) throws -> Void
  ) throws {
    let only =
      settings.only.isEmpty
      ? nil
      : try KeySet(
        emails: settings.only, match: settings.match, name: settings.onlyName,
        fromOption: settings.onlyFromOption)
    let report = try settings.report.map { (setting) throws(SyncFailure) in
      try ReportSink(setting, mask: Mask(settings))
    }
    var connection = try TargetSession.open(settings.target, observer.stop)
    do {
      try body(only, report, &connection, &state)
    } catch {
      var failure = RunFailure.of(error, state, observer)
      if state.journal != nil, !state.committed, !observer.stop.isWanted {
        failure = JournalChange.cause(of: error, settings.target, on: &connection) ?? failure
      }
      state.failure = failure
      state.journal?.fail(
        failure, counts: state.planned ? state.counts.json(kind) : [:], on: &connection)
    }
    connection.releaseAdvisoryLocks()
  }

  /// Hands the entries over that a person is shown, by `read` action by action; after a lost session
  /// there are none to read.
  func show(
    _ connection: inout PostgresConnection, _ state: inout RunState,
    _ read: (
      Action, inout PostgresConnection, (PlanEntry) throws -> Void
    ) throws -> Void
  ) throws {
    state.stage = .output
    guard connection.isUsable else {
      state.warnings.append("the list of changes was lost with the connection")
      return
    }
    observer.settled(state.counts)
    do {
      for action in observer.shown.actions where state.counts[action] > 0 {
        try read(action, &connection) { try observer.show($0) }
      }
    } catch let error as PostgresError where state.committed {
      // The job is done: a stop or a lost connection takes nothing but the list.
      state.warnings.append("the list of changes was cut: \(error.message)")
    }
  }
}

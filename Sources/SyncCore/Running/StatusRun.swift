internal import Basics
internal import PostgresDriver

/// One run of `status`: the plan that `sync --force` would carry out, and the journal's word.
package struct StatusRun {
  private let settings: Settings
  private let hooks: RunHooks
  private let identity: RunIdentity

  package init(_ settings: Settings, _ hooks: RunHooks, _ identity: RunIdentity) {
    self.settings = settings
    self.hooks = hooks
    self.identity = identity
  }

  /// Does the job and says what came of it; a failure is a part of the result.
  package func run() -> StatusResult {
    let report: ReportSink?
    do throws(SyncFailure) {
      report = try settings.report.map { (setting) throws(SyncFailure) in
        try ReportSink(setting, mask: Mask(settings))
      }
    } catch {
      return StatusResult(
        plan: unmade(error), journal: nil, journalAbsence: nil, journalFailure: nil,
        maxAge: settings.journal.maxAge)
    }
    var rows: [ReportRow] = []
    let plan = plan(report?.room, &rows)
    var (journal, absence, failure): (JournalSummary?, SyncFailure?, SyncFailure?)
    // Whoever is not there for the plan would only be waited for again.
    let isGone = plan.failure?.code == .unreachable && plan.failure?.stage == .target
    if !isGone, !hooks.stop.isWanted {
      do {
        (journal, absence) = try readJournal()
        failure = settings.journal.maxAge == nil ? nil : absence ?? age(journal)
      } catch {
        failure = JournalSession.failure(error, hooks.stop)
      }
    }
    var result = StatusResult(
      plan: plan, journal: journal, journalAbsence: absence, journalFailure: failure,
      maxAge: settings.journal.maxAge)
    if let report { write(&result, rows, to: report) }
    return result
  }

  /// What is said of a plan when nothing was read, for the report cannot be written.
  private func unmade(_ failure: SyncFailure) -> SyncResult {
    let (source, target) = (RunNames.source(settings.source), RunNames.target(settings.target))
    hooks.started(source, target)
    return SyncResult(
      identity.kind, runID: nil, dryRun: true, force: true, source: source,
      target: target, counts: Tally(), planDigest: nil, startedAt: Clock.now(),
      durationSeconds: 0, exitCode: failure.code, failure: failure, planned: false,
      committed: false, warnings: settings.warnings)
  }

  /// Makes the plan; `rows` are its entries for a page that has room for so many, nil when there is to be
  /// none.
  private func plan(_ room: Int?, _ rows: inout [ReportRow]) -> SyncResult {
    guard let room else { return SyncRun(planSettings, hooks, identity).run() }
    let mask = Mask(settings)
    let (shown, show) = (hooks.shown, hooks.show)
    var collected: [ReportRow] = []
    var counts: [Action: Int] = [:]
    var hooks = hooks
    hooks.shown = (identity.kind.actions, shown.actions.isEmpty ? room : shown.limit)
    hooks.show = { (entry) throws(SyncFailure) in
      counts[entry.action, default: 0] += 1
      if counts[entry.action, default: 0] <= room {
        collected.append(ReportRow(mask.entry(entry)))
      }
      if shown.actions.contains(entry.action) { try show(entry) }
    }
    let result = SyncRun(planSettings, hooks, identity).run()
    rows = collected
    return result
  }

  /// Writes the page, of whatever came out; one that cannot be written spoils only what went well.
  private func write(
    _ result: inout StatusResult, _ rows: [ReportRow], to sink: ReportSink
  ) {
    do {
      let page = StatusPage(settings, identity).page(result)
      try sink.begin(page)
      for row in rows { try sink.add(row) }
      try sink.finish()
    } catch {
      let failure = JournalSession.failure(error, hooks.stop)
      if result.failure == nil {
        (result.failure, result.exitCode) = (failure, failure.code)
      } else {
        result.otherFailure = result.otherFailure ?? failure
      }
    }
  }

  /// The same path as a run's, so that status never says other than the run does.
  private var planSettings: Settings {
    var settings = settings
    settings.dryRun = true
    settings.force = true
    settings.expect = nil
    settings.report = nil
    return settings
  }

  /// A plan that failed hides nothing of the journal; that none is kept is a fault only when the
  /// age of the last success matters.
  private func readJournal() throws -> (JournalSummary?, absence: SyncFailure?) {
    var connection = try TargetSession.open(settings.target, hooks.stop)
    if !NameMeaning.isPlain(connection) {
      try JournalSession.requireName(settings.target, on: &connection)
    }
    try connection.makeReadOnly()
    if let absence = try JournalSession.state(settings.target, on: &connection).need {
      return (nil, absence)
    }
    return (try JournalSession.reader(settings.target).summary(on: &connection), nil)
  }

  /// Why the last success is not young enough; nil when it is, or when its age does not matter.
  private func age(_ journal: JournalSummary?) -> SyncFailure? {
    guard let maxAge = settings.journal.maxAge, let journal else { return nil }
    let option = SettingName.maxAge.option
    guard let run = journal.lastSuccess, let age = journal.lastSuccessAge else {
      return SyncFailure(
        .failed, .target, "\(option): the journal has no sync that did its job",
        hint: "run synctool sync, and see synctool history")
    }
    guard age > maxAge else { return nil }
    return SyncFailure(
      .failed, .target,
      "\(option): the last sync that did its job, run \(run.id), ended \(SpanText.span(age)) ago,"
        + " longer than \(SpanText.span(maxAge))",
      hint: "see synctool history for what became of the runs since")
  }
}

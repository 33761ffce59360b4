internal import Basics
internal import PostgresDriver

/// What a page for people says of a run as a whole.
struct RunPage {
  /// The number of runs that a page shows beside the present one.
  private static let runs = 12

  let request: RunRequest
  let identity: RunIdentity
  /// What the run is about where that is not its table; nil where it is.
  let subject: String?

  /// Reads the runs before this one where a page is asked for, and warns where they cannot be read: what the
  /// journal says of them does not keep the run from its job.
  ///
  /// Called outside a transaction, which a failing query would end.
  func readLastRuns(
    _ table: TargetTable, _ journal: JournalState, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    guard request.report?.format.isPage == true, journal.isCurrent else { return }
    do throws(PostgresError) {
      let reader = JournalReader(schema: table.schema, table: table.name)
      state.lastRuns = try reader.runs(RunFilter(limit: Self.runs), on: &connection).reversed()
    } catch {
      guard connection.isUsable else { throw error }
      state.lastRuns = []
      state.warnings.append("the report leaves out the runs before this one: \(error.message)")
    }
  }

  /// The page of a run whose counts are final.
  ///
  /// - Parameters:
  ///   - code: the run's exit code to be.
  ///   - refusal: why the plan is not carried out.
  ///   - source: where the records come from, in words.
  ///   - target: with the table that the run is about.
  func page(
    _ state: RunState, _ counts: Tally, _ reasons: [ReasonCount], code: ExitCode,
    refusal: SyncFailure?, source: String, target: TargetSetting
  ) -> ReportPage {
    let mask = request.mask
    var page = ReportPage(title: title(target.table), writer: "synctool \(identity.toolVersion)")
    page.banner = request.dryRun ? "DRY RUN: nothing was written" : nil
    if let refusal {
      page.notices.append("Stopped, nothing was written: \(refusal.sentence)")
    }
    page.notices += state.warnings.map(mask.text)
    page.facts = facts(state, code, source, target)
    (page.idWord, page.noun) = (identity.kind.idWord, identity.kind.noun)
    page.totals = identity.kind.entries(counts)
    page.counts = identity.kind.counts(counts)
    page.reasons = reasons.map { count in
      var count = count
      count.field = count.field.map(mask.path)
      return count
    }
    page.runs = state.lastRuns
    return page
  }

  private func title(_ table: QualifiedName) -> String {
    let title = "\(identity.kind.title) of \(subject ?? table.full)"
    return request.dryRun ? "\(title): the plan" : title
  }

  private func facts(
    _ state: RunState, _ code: ExitCode, _ source: String, _ target: TargetSetting
  ) -> [(label: String, value: String)] {
    var facts = [
      ("Source", source), ("Target", RunNames.target(target)), ("Options", options),
      ("Started", TimeText.iso8601(microseconds: state.startedAt)),
      ("Took", NumberText.seconds(Clock.monotonic() - state.start) + " s"),
    ]
    if let run = state.journal?.run { facts.append(("Run", "\(run)")) }
    if let digest = state.planDigest { facts.append(("Plan digest", digest)) }
    facts.append(("Exit code", words(code)))
    return facts
  }

  /// The options that differ from their defaults: `--dry-run, --force, --max-updates 5%`.
  private var options: String {
    var words = request.dryRun ? ["--dry-run"] : []
    words += [RunOptions.text(request.options)].filter { !$0.isEmpty }
    if request.mask.isOn { words.append("--mask") }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }

  private func words(_ code: ExitCode) -> String {
    switch code {
    case .done: "0, done"
    case .changesPending: "2, changes are pending"
    case .incomplete: "3, some records cannot be written as they are"
    default: "\(code.rawValue)"
    }
  }
}

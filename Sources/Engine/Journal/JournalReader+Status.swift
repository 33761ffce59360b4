package import PostgresDriver

extension JournalReader {
  /// How many of the latest runs a summary has.
  static let recentRuns = 30

  /// What the journal says of the table now.
  package func summary(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalSummary {
    let newest = latest(Self.wholeSync)
      .and(latest("\(JournaledRun.status) IN ('failed', 'crashed')"))
    let others = read(
      condition: "\(JournaledRun.status) = 'running'", limit: Self.recentRuns,
      of: RunTable.isOfTableOrNone
    ).and(runs(RunFilter(limit: Self.recentRuns)))
    let ((now, (success, failure)), (running, recent)) = try Self.ask(
      Self.databaseTime.and(newest).and(others), on: &connection)
    var summary = JournalSummary()
    let age = { (moment: Int64) in max(0, Double(now - moment) / 1e6) }
    summary.lastSuccess = success
    summary.lastSuccessAge = success.map { age($0.finishedAt ?? $0.startedAt) }
    summary.lastFailure = failure
    summary.lastFailureAge = failure.map { age($0.finishedAt ?? $0.startedAt) }
    for run in running {
      summary.inProgress.append(
        RunInProgress(
          run: run, backend: try backend(of: run.id, on: &connection), seconds: age(run.startedAt)))
    }
    summary.recent = recent.reversed()
    return summary
  }

  /// A run of some clients only, by `fix`, `undo` or `--only`, brings nothing else into step.
  private static var wholeSync: SQL {
    let commands = RunKind.all.filter { $0.reach == .table }.map { SQL(literal: $0.command) }
    return """
      r.status = \(RunStatus.done) AND r.command IN (\(commands))
        AND NOT r.options ? \(literal: RunOptions.only)
      """
  }

  private func latest(_ condition: SQL) -> Question<JournaledRun?> {
    read(condition: condition, limit: 1).map(\.first)
  }

  private func read(
    condition: SQL, limit: Int, of runs: SQL = RunTable.isOfTable
  ) -> Question<[JournaledRun]> {
    read(
      """
      WHERE \(runs) AND \(condition)
      ORDER BY r.id DESC LIMIT \(limit)
      """, [.text(schema), .text(table)])
  }

  /// Microseconds since 1970-01-01 UTC: ages must not depend on two clocks.
  private static var databaseTime: Question<Int64> {
    .row(
      PostgresStatement(
        "ask for the time", "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8")
    ) { (result, row) throws(PostgresError) in try result.int64(row, 0) }
  }

  /// The process that holds the run's lock; nil when none does any more.
  private func backend(
    of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int64? {
    let question = PostgresStatement(
      "look for the run's backend",
      """
      SELECT l.pid::int8 FROM pg_locks l JOIN synctool.runs r ON r.id = $1
      WHERE \(RunLockHolder.condition(key: "r.lock_key"))
      ORDER BY l.pid LIMIT 1
      """, [.int8(run)])
    return try connection.int64IfPresent(question)
  }
}

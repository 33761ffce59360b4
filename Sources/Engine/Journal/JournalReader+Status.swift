package import PostgresDriver

extension JournalReader {
  /// How many of the latest runs a summary has.
  static let recentRuns = 30

  /// What the journal says of the table now.
  package func summary(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalSummary {
    var summary = JournalSummary()
    let now = try databaseTime(on: &connection)
    let age = { (moment: Int64) in max(0, Double(now - moment) / 1e6) }
    summary.lastSuccess = try latest(Self.wholeSync, on: &connection)
    summary.lastSuccessAge = summary.lastSuccess.map { age($0.finishedAt ?? $0.startedAt) }
    summary.lastFailure = try latest(
      "\(JournaledRun.status) IN ('failed', 'crashed')", on: &connection)
    summary.lastFailureAge = summary.lastFailure.map { age($0.finishedAt ?? $0.startedAt) }
    for run in try read(
      condition: "\(JournaledRun.status) = 'running'", limit: Self.recentRuns, on: &connection)
    {
      summary.inProgress.append(
        RunInProgress(
          run: run, backend: try backend(of: run.id, on: &connection), seconds: age(run.startedAt)))
    }
    summary.recent = try runs(RunFilter(limit: Self.recentRuns), on: &connection).reversed()
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

  private func latest(
    _ condition: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournaledRun? {
    try read(condition: condition, limit: 1, on: &connection).first
  }

  private func read(
    condition: SQL, limit: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [JournaledRun] {
    try read(
      """
      WHERE \(RunTable.isOfTable) AND \(condition)
      ORDER BY r.id DESC LIMIT \(limit)
      """, [.text(schema), .text(table)], on: &connection)
  }

  /// Microseconds since 1970-01-01 UTC: ages must not depend on two clocks.
  private func databaseTime(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int64 {
    try connection.int64(
      PostgresStatement(
        "ask for the time", "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8"))
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

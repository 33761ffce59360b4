package import PostgresDriver

/// Reads the runs of one table from the journal, which must have this tool's version.
package struct JournalReader: Sendable {
  /// The table whose runs are meant, as PostgreSQL stores the names.
  package let schema: String
  package let table: String

  /// About the runs on this table; a run requested by number may be another table's.
  package init(schema: String, table: String) {
    self.schema = schema
    self.table = table
  }

  /// The runs on the table, and those on none, the newest first.
  package func runs(
    _ filter: RunFilter, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [JournaledRun] {
    try Self.ask(runs(filter), on: &connection)
  }

  /// The same as a question.
  func runs(_ filter: RunFilter) -> Question<[JournaledRun]> {
    var conditions: [SQL] = [RunTable.isOfTableOrNone]
    var parameters: [PostgresParameter] = [.text(schema), .text(table)]
    switch filter.since {
    case .ago(let seconds):
      parameters.append(.text("\(seconds)"))
      conditions.append("r.started_at >= now() - make_interval(secs => $\(parameters.count))")
    case .moment(let text):
      parameters.append(.text(text))
      conditions.append("r.started_at >= $\(parameters.count)::timestamptz")
    case nil: break
    }
    if let status = filter.status {
      parameters.append(.text(status.rawValue))
      conditions.append("\(JournaledRun.status) = $\(parameters.count)")
    }
    return read(
      """
      WHERE \(conditions.joined(separator: " AND ")) ORDER BY r.id DESC \
      LIMIT \(filter.limit) OFFSET \(filter.offset)
      """,
      parameters)
  }

  /// A run by its number, on whatever table; nil when it does not exist.
  package func run(
    _ number: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournaledRun? {
    try Self.ask(read("WHERE r.id = $1", [.int8(number)]), on: &connection).first
  }

  /// Those runs of these numbers that exist, on whatever table.
  package func runs(_ numbers: Set<Int64>) -> Question<[JournaledRun]> {
    if numbers.isEmpty { return .known([]) }
    return read("WHERE r.id = ANY ($1::int8[])", [.texts(numbers.sorted().map { "\($0)" })])
  }

  /// True when the journal has the run.
  static func has(
    _ run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    try has("a run of this number", "synctool.runs WHERE id = $1", run, on: &connection)
  }

  /// True when the run wrote something beside the rows of its table, and beside links where those are kept.
  static func hasMore(
    _ run: Int64, links: Bool, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    let known: SQL = links ? " AND \(ChangeRecorder.isOfRow)" : ""
    return try has(
      "what was written beside the rows",
      "synctool.changes c WHERE c.run = $1 AND (c.link_before IS NOT NULL OR c.link_after IS NOT NULL)\(known)",
      run, on: &connection)
  }

  private static func has(
    _ what: StaticString, _ rows: SQL, _ run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.bool(
      PostgresStatement("look for \(what)", "SELECT EXISTS (SELECT FROM \(rows))", [.int8(run)]))
  }

  /// Makes whoever would prune the run wait for the end of the transaction.
  static func hold(
    _ run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      PostgresStatement(
        "hold the run", "SELECT FROM synctool.runs WHERE id = $1 FOR KEY SHARE", [.int8(run)]))
  }

  /// The first run in progress, on whatever table; nil when there is none.
  package static func firstRunning(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int64? {
    let question = PostgresStatement(
      "look for runs in progress",
      "SELECT min(r.id) FROM synctool.runs r WHERE \(JournaledRun.status) = 'running'")
    return try connection.int64IfPresent(question)
  }

  /// The latest run on this table, or on none, that did its job and wrote something, with those after it; nil when there
  /// is none.
  func lastWriter(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> (run: JournaledRun, later: LaterRuns)? {
    let names: [PostgresParameter] = [.text(schema), .text(table)]
    let writers = try Self.ask(
      read(
        """
        WHERE \(RunTable.isOfTableOrNone) AND r.status = 'done' AND \(JournaledRun.written("r")) > 0
        ORDER BY r.id DESC LIMIT 1
        """, names),
      on: &connection)
    guard let run = writers.first else { return nil }
    let question = PostgresStatement(
      "look for later runs",
      """
      SELECT r.id, r.status = 'done' FROM synctool.runs r
      WHERE \(RunTable.isOfTableOrNone) AND r.id > $3 AND (r.status = 'done' OR EXISTS (
        SELECT FROM \(DocumentJournal.table) d WHERE d.run = r.id AND \(Self.mayBeWritten)))
      ORDER BY r.id DESC
      """, names + [.int8(run.id)])
    var later = LaterRuns()
    let runs = try connection.rows(question) { (result, row) throws(PostgresError) in
      (number: try result.int64(row, 0), isDone: try result.bool(row, 1))
    }
    for (number, isDone) in runs {
      if isDone { later.idle.append(number) } else { later.unfinished.append(number) }
    }
    return (run, later)
  }

  /// How many rows or documents a run wrote, and how many records it could not write.
  package func counts(
    of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (changes: Int, rejections: Int) {
    (
      try count("changes", where: " AND \(ChangeRecorder.isOfRow)", of: run, on: &connection)
        + documentCount(of: run, on: &connection),
      try count("rejections", of: run, on: &connection)
    )
  }

  /// `table` is one of the journal's, whose rows `c` are counted.
  func count(
    _ table: SQL, where condition: SQL = "", of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let question = PostgresStatement(
      "count the \(table)", "SELECT count(*) FROM synctool.\(table) c WHERE c.run = $1\(condition)",
      [.int8(run)])
    return Int(try connection.int64(question))
  }

  /// The runs that `rest`, the clauses after FROM, selects from the rows `r`.
  func read(_ rest: SQL, _ parameters: [PostgresParameter]) -> Question<[JournaledRun]> {
    .rows(
      PostgresStatement(
        Self.reading, "SELECT \(JournaledRun.columns) FROM \(JournaledRun.source) \(rest)",
        parameters), JournaledRun.record)
  }

  private static let reading = "read runs from the journal"

  /// Asks a question of which runs are a part; says so where the journal has values that no run writes.
  package static func ask<Answer>(
    _ question: Question<Answer>, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Answer {
    do throws(PostgresError) {
      return try connection.ask(question)
    } catch
      where error.statement == reading && ["0A", "22"].contains(error.sqlState?.classCode)
      && !RunStart.isWrong(error)
    {
      // Of times only the one that was asked for can be wrong.
      throw .journal(reading, "the journal has values that no run writes")
    }
  }
}

internal import PostgresDriver

/// The transaction in which an undo plans and, unless it is a dry run, writes.
struct UndoTransaction {
  private let settings: Settings
  private let hooks: RunHooks
  private let tables: UndoTables
  private let planner: UndoPlanner
  private let reader: UndoReader
  private let exitCode: (Counts) -> ExitCode
  private let page: (RunState, Counts, [ReasonCount]) -> ReportPage

  /// `exitCode` says how an undo with these counts ends, `page` what a report says of it.
  init(
    _ settings: Settings, _ hooks: RunHooks, _ tables: UndoTables, _ planner: UndoPlanner,
    _ reader: UndoReader, exitCode: @escaping (Counts) -> ExitCode,
    page: @escaping (RunState, Counts, [ReasonCount]) -> ReportPage
  ) {
    self.settings = settings
    self.hooks = hooks
    self.tables = tables
    self.planner = planner
    self.reader = reader
    self.exitCode = exitCode
    self.page = page
  }

  /// Does the job; a report that cannot be written undoes all.
  func run(
    _ report: ReportSink?, _ connection: inout PostgresConnection, _ state: inout RunState
  ) throws {
    guard let journal = state.journal else {
      state.counts = try connection.transaction(.snapshot("begin the plan")) { connection in
        let counts = try plan(on: &connection)
        try add(to: report, state, counts, on: &connection)
        return counts
      }
      state.planned = true
      if let refusal = publicationRefusal(state.counts) { throw refusal }
      if let refusal = try missingDelete(state.counts, on: &connection) {
        state.warnings.append("\(refusal.message): the undo itself would be refused")
      }
      return
    }
    state.stage = .apply
    var counts = Counts()
    let write = WriteTransaction(settings.target, hooks.stopCause, committing: hooks.committing)
    try write.run(on: &connection) { connection in
      counts = try apply(journal, on: &connection)
      try add(to: report, state, counts, on: &connection)
      try keepFates(journal, on: &connection)
      try journal.finish(
        counts: counts.undoJSON, exitCode: exitCode(counts), planDigest: nil, on: &connection)
    }
    state.counts = counts
    state.planned = true
    state.committed = counts.changes > 0
    if state.committed { hooks.committed() }
  }

  /// A plan without any client of those named is a slip of who named them.
  private func plan(on connection: inout PostgresConnection) throws -> Counts {
    let counts = try planner.plan(on: &connection)
    if counts.read > 0 || tables.target.layout.only == nil { return counts }
    throw SyncFailure(
      .stopped, .plan, "the run wrote none of the clients named",
      hint: "check the emails, and --match; synctool show lists the clients of a run")
  }

  private func add(
    to report: ReportSink?, _ state: RunState, _ counts: Counts,
    on connection: inout PostgresConnection
  ) throws {
    guard let report else { return }
    try report.begin(
      page(state, counts, try PlanReasons.read(of: UndoTables.plan, on: &connection)))
    try reader.forEach(on: &connection) { try report.add($0) }
    try report.settle()
  }

  /// Locks the table so that nobody writes it, nor a row that refers to it: a foreign key's check of
  /// another session waits for the end. Only then it is looked who refers to a client.
  private func apply(
    _ journal: RunJournal, on connection: inout PostgresConnection
  ) throws -> Counts {
    try connection.executeScript(PlanTables.setUpWrite)
    try connection.execute(
      PostgresStatement("lock the table", "LOCK TABLE \(tables.sql) IN EXCLUSIVE MODE"))
    let counts = try plan(on: &connection)
    guard counts.changes > 0 else { return counts }
    if let refusal = publicationRefusal(counts) { throw refusal }
    if let refusal = try missingDelete(counts, on: &connection) { throw refusal }
    let writer = UndoWriter(
      tables, counts, columns: try UndoWriter.columns(on: &connection),
      ChangeRecorder(journal, tables.target))
    let search = RefusalSearch(writer, tables.target.table)
    return try search.run(on: &connection) ? counts : try tables.counts(on: &connection)
  }

  /// Why PostgreSQL refuses to update or delete any row; nil when the undo does neither, or may.
  private func publicationRefusal(_ counts: Counts) -> SyncFailure? {
    PublicationFault.refusal(
      tables.target.table.publicationFaults, updates: counts.update > 0, deletes: counts.delete > 0)
  }

  /// Why the clients may not be deleted; nil when they may, or there are none to delete. A sync needs no
  /// such right, so its role may lack it.
  private func missingDelete(
    _ counts: Counts, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    guard counts.delete > 0 else { return nil }
    let table = tables.target.table
    let question = PostgresStatement(
      "look for the right to delete", "SELECT has_table_privilege($1::oid, 'DELETE')",
      [.text(String(table.oid))])
    if try connection.bool(question) { return nil }
    return SyncFailure(
      .refused, .apply, "the role lacks DELETE on \(table.schema).\(table.name)",
      hint: "GRANT DELETE ON \(table.sql) to the role: an undo deletes what the run created")
  }

  /// Keeps every client that was left as it is, with its reason.
  private func keepFates(
    _ journal: RunJournal, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let left = [Action.kept, .failed].map { "'\($0.rawValue)'" }.joined(separator: ", ")
    try connection.execute(
      PostgresStatement(
        "keep the rejections",
        """
        INSERT INTO synctool.rejections (run, action, key, reason, field)
        SELECT \(journal.run), action, key, reason, field FROM \(UndoTables.plan)
        WHERE action IN (\(left)) ORDER BY key, n
        """))
  }
}

internal import Basics
internal import PostgresDriver
internal import Records

/// The transaction in which an undo plans and, unless it is a dry run, writes.
struct UndoTransaction {
  private let settings: Settings
  private let observer: any RunObserver
  private let tables: UndoTables
  private let subject: UndoSubject
  private let only: KeySet?
  private let planner: UndoPlanner
  private let references: UndoReferences
  private let reader: UndoReader
  private let kind: RunKind
  private let exitCode: (Tally) -> ExitCode
  private let page: (RunState, Tally, [ReasonCount]) -> ReportPage

  /// `exitCode` says how an undo with these counts ends, `page` what a report says of it.
  init(
    _ settings: Settings, _ observer: any RunObserver, _ subject: UndoSubject, only: KeySet?,
    _ reader: UndoReader, _ kind: RunKind, exitCode: @escaping (Tally) -> ExitCode,
    page: @escaping (RunState, Tally, [ReasonCount]) -> ReportPage
  ) {
    self.settings = settings
    self.observer = observer
    self.subject = subject
    self.only = only
    tables = UndoTables(client: subject.client)
    references = UndoReferences(tables, settings)
    planner = UndoPlanner(tables, subject, only: only, references)
    self.reader = reader
    self.kind = kind
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
      if let refusal = Self.publicationRefusal(tables.client.table, state.counts) { throw refusal }
      if let refusal = try missingDelete(state.counts, on: &connection) {
        state.warnings.append("\(refusal.message): the undo itself would be refused")
      }
      return
    }
    state.stage = .apply
    var counts = Tally()
    let write = WriteTransaction(settings.target, observer.stop)
    try write.run(on: &connection) { connection in
      counts = try apply(journal, on: &connection)
      try add(to: report, state, counts, on: &connection)
      try keepFates(journal, on: &connection)
      try journal.finish(
        counts: counts.json(kind), exitCode: exitCode(counts), planDigest: nil, on: &connection)
    }
    state.counts = counts
    state.planned = true
    state.committed = counts.changes > 0
    if state.committed { observer.committed() }
  }

  /// A plan without any client of those named is a slip of who named them.
  ///
  /// The journal may have been pruned since the run was found: what is gone is not taken for nothing.
  private func plan(on connection: inout PostgresConnection) throws -> Tally {
    let isThere = PostgresStatement(
      "look for the run",
      "SELECT EXISTS (SELECT FROM synctool.runs WHERE id = $1)", [.int8(subject.run.id)])
    guard try connection.bool(isThere) else {
      throw SyncFailure(
        .unfit, .plan, "run \(subject.run.id) has just been pruned from the journal",
        hint: "synctool history lists the runs that are left")
    }
    let counts = try planner.plan(on: &connection)
    if counts.read > 0 || only == nil { return counts }
    throw SyncFailure(
      .stopped, .plan, "the run wrote none of the clients named",
      hint: "check the emails, and --match; synctool show lists the clients of a run")
  }

  private func add(
    to report: ReportSink?, _ state: RunState, _ counts: Tally,
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
  ) throws -> Tally {
    try connection.executeScript(PlanTables.setUpWrite)
    try TableState.lock(tables.client.table, "EXCLUSIVE", on: &connection)
    let table = try confirmed(on: &connection)
    if let failure = try JournalChange.failure(settings.target, on: &connection) { throw failure }
    // A prune waits for the end.
    try connection.execute(
      PostgresStatement(
        "hold the run", "SELECT FROM synctool.runs WHERE id = $1 FOR KEY SHARE",
        [.int8(subject.run.id)]))
    var counts = try plan(on: &connection)
    guard counts.changes > 0 else { return counts }
    if let refusal = Self.publicationRefusal(table, counts) { throw refusal }
    if let refusal = try missingDelete(counts, on: &connection) { throw refusal }
    let family = try references.family(on: &connection)
    let undone = UndoneRows(tables, journal)
    try undone.prepare(on: &connection)
    for _ in 0..<Self.attempts {
      try connection.executeScript(PostgresStatement("begin an attempt", "SAVEPOINT attempt"))
      let writer = UndoWriter(
        tables, counts, columns: try UndoWriter.columns(on: &connection), family)
      let search = RefusalSearch(writer, tables.client.table)
      let wroteAll = try search.run(on: &connection)
      if !wroteAll, let family { try connection.execute(family.explain) }
      let look = UndoLook(tables, columns: writer.columns)
      let misses = try look.misses(on: &connection)
      if misses.isEmpty {
        try undone.record(on: &connection)
        try connection.executeScript(
          PostgresStatement("keep the attempt", "RELEASE SAVEPOINT attempt"))
        return try tables.counts(on: &connection)
      }
      try connection.executeScript(
        PostgresStatement(
          "give up the attempt", "ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt"))
      try look.keep(misses, on: &connection)
      counts = try tables.counts(on: &connection)
      if counts.changes == 0 { return counts }
    }
    throw SyncFailure(
      .failed, .apply, "triggers of the table change other rows than those that are put back",
      hint: "disable them for the undo, or take back single clients by --only")
  }

  /// Rows that do not come back are left out and the others tried again, so often at most.
  private static let attempts = 10

  /// The table as it is once it is locked: while the undo waited it may have been altered, or another one
  /// have got its name.
  ///
  /// Throws `SyncFailure` with `.unfit` where what was altered matters, and `PostgresError`.
  private func confirmed(on connection: inout PostgresConnection) throws -> TargetTable {
    let table = tables.client.table
    guard
      let now = try TableReader.read(schema: table.schema, name: table.name, on: &connection),
      now.oid == table.oid
    else { throw TableState.replaced(table) }
    guard let altered = alteration(now) else { return now }
    throw SyncFailure(
      .unfit, .apply, "\(altered) while the undo began",
      hint: "nothing was written; run again: the undo looks at the table anew")
  }

  /// What has become another than it was when the undo looked, and matters; nil when nothing has.
  private func alteration(_ now: TargetTable) -> String? {
    let table = tables.client.table
    let name = "\(table.schema).\(table.name)"
    if Self.columns(of: now) != Self.columns(of: table) {
      return "the columns of \(name) were altered"
    }
    if now.rowSecurityActive != table.rowSecurityActive {
      return "row-level security of \(name) was switched"
    }
    if !now.isPlainTable { return "\(name) got child tables" }
    if now.hasRules { return "\(name) got rules" }
    let id = tables.client.idName
    if KeyFitness(now).idLine(id).verdict == .fault {
      return "the unique index of the column \"\(SafeText.escape(id))\" of \(name) was dropped"
    }
    return nil
  }

  /// Without their sequences, from which an undo draws nothing.
  private static func columns(of table: TargetTable) -> [TargetColumn] {
    table.columns.map { column in
      var column = column
      column.sequence = nil
      return column
    }
  }

  /// Why PostgreSQL refuses to update or delete any row; nil when the undo does neither, or may.
  private static func publicationRefusal(_ table: TargetTable, _ counts: Tally) -> SyncFailure? {
    PublicationFault.refusal(
      table.publicationFaults, updates: counts[.update] > 0, deletes: counts[.delete] > 0)
  }

  /// Why the clients may not be deleted; nil when they may, or there are none to delete. A sync needs no
  /// such right, so its role may lack it.
  private func missingDelete(
    _ counts: Tally, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    guard counts[.delete] > 0 else { return nil }
    let table = tables.client.table
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
    let left = kind.problems.map { "'\($0.rawValue)'" }.joined(separator: ", ")
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

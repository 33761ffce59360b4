internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Carries out a plan of identities inside the caller's transaction.
struct IdentityApplier {
  let tables: IdentityTables
  let moment: IdentityMoment
  /// What is written goes to it; nil where nothing is recorded.
  let recorder: ChangeRecorder?

  /// Locks the table, and with rows that get other ids all that refer to them, against writers; sets aside whoever is
  /// not as the plan has him, and writes the rest.
  ///
  /// Throws `PostgresError`, and `SyncFailure` where a table was altered since the plan was made.
  func apply(_ planned: Tally, on connection: inout PostgresConnection) throws -> AppliedPlan {
    connection.queue(Session.setUpWrite)
    let hasMoves = try self.counts(on: &connection).moves > 0
    let tables = try locked(withHolders: hasMoves, on: &connection)
    try IdentityMeanwhile(tables: tables, moment: moment).setAside(on: &connection)
    var counts = try self.counts(on: &connection)
    let tally = try self.tally(planned, on: &connection)
    guard tally.changes > 0 else {
      try IdentityFaults.clear(tables, on: &connection)
      return AppliedPlan(counts: tally)
    }
    try connection.execute(
      PostgresStatement("look at the plan", "ANALYZE \(IdentityTables.plan)"))
    let emails = IdentityEmails(tables: tables)
    if counts.emails > 0 { counts.parkedEmails = try emails.park(on: &connection) }
    if counts.moves > 0 { counts.order = try tables.moves.order(on: &connection) }
    try keepImages(counts, on: &connection)
    let writer = IdentityWriter(tables: tables, emails: emails, counts: counts)
    let wroteAll = try RefusalSearch(writer, tables.client.table).run(on: &connection)
    let written = wroteAll ? tally : try self.tally(planned, on: &connection)
    try record(written, on: &connection)
    try IdentityFaults.clear(tables, on: &connection)
    return AppliedPlan(counts: written, followed: try followed(on: &connection))
  }

  /// Locks the table against writers, `withHolders` also all that refer to its rows: a row that is written meanwhile would
  /// keep the former id of its user. Returns the tables as they are then.
  private func locked(
    withHolders: Bool, on connection: inout PostgresConnection
  ) throws -> IdentityTables {
    let table = tables.client.table
    let now = try TableState.lock(
      table, withHolders ? tables.holders : [], "SHARE ROW EXCLUSIVE", on: &connection)
    if now.state != table.state {
      let lines = now.lines(dryRun: false) { tables.setting.appFitness(now, writes: true).lines }
      if let failure = TableState.unfitness(lines) { throw failure }
    }
    var held = tables
    held.client.table = now
    if withHolders { try held.holderReader.confirm(tables.holders, on: &connection) }
    return held
  }

  private func tally(
    _ planned: Tally, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Tally {
    try PlanCounts.read(of: IdentityTables.plan, staged: planned.read, on: &connection)
  }

  /// How many rows of each column have followed; an undo knows by it that ids were changed.
  private func followed(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> FollowedColumns {
    FollowedColumns(
      rows: try tables.moves.repointing.followed(on: &connection), named: tables.setting.references)
  }

  private func counts(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> IdentityCounts {
    let question = PostgresStatement(
      "count what is to be written",
      """
      SELECT count(*) FILTER (WHERE \(tables.moves.isMove)),
        count(*) FILTER (WHERE \(IdentityEmails.isCorrection)),
        count(*) FILTER (WHERE p.action = \(Action.create))
      FROM \(IdentityTables.plan) p
      """)
    return try connection.row(question) { (result, row) throws(PostgresError) in
      IdentityCounts(
        moves: Int(try result.int64(row, 0)), emails: Int(try result.int64(row, 1)),
        creates: Int(try result.int64(row, 2)))
    }
  }

  /// Keeps the rows to be changed as they are, where a journal wants them.
  private func keepImages(
    _ counts: IdentityCounts, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    guard recorder != nil, counts.moves + counts.emails > 0 else { return }
    try connection.execute(
      PostgresStatement(
        "keep the rows of before",
        """
        INSERT INTO \(IdentityTables.before)
        SELECT p.user_id, t.xmin, \(tables.client.table.image("t"))
        FROM \(IdentityTables.plan) p JOIN \(tables.client.table.sql) t ON \(tables.hasID("p.old_id", "t"))
        WHERE p.action = \(Action.update)
        """))
  }

  private func record(
    _ written: Tally, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    guard let recorder, written.changes > 0 else { return }
    let rows: SQL = """
      (SELECT p.user_id AS row, \(tables.compared("p.new_id")) AS id, p.action FROM \(IdentityTables.plan) p
        WHERE \(IdentityTables.isWritten))
      """
    try recorder.record(
      recorder.recording(ids: rows, before: IdentityTables.before, of: rows),
      rows: written.changes, on: &connection)
  }
}

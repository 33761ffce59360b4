internal import Basics
internal import PostgresDriver
internal import Records

/// Plans an undo and carries the plan out.
package struct UndoPlan {
  private let tables: UndoTables
  private let subject: UndoSubject
  private let references: UndoReferences

  init(_ subject: UndoSubject, _ today: UndoColumns) {
    self.subject = subject
    tables = subject.tables
    // What a run of ids has recorded of them counts, and no setting of today.
    references = UndoReferences(
      tables, subject.named.map { (today.id, today.key, today.time, $0) } ?? today)
  }

  /// Fills the plan's table. A plan with none of the named clients is a slip of whoever named them.
  ///
  /// The journal may have been pruned since the run was found: missing entries must not pass for none.
  func make(on connection: inout PostgresConnection) throws -> Tally {
    guard try JournalReader.has(subject.run.id, on: &connection) else {
      throw SyncFailure(
        .unfit, .plan, "run \(subject.run.id) has just been pruned from the journal",
        hint: "synctool history lists the runs that are left")
    }
    if try JournalReader.hasMore(subject.run.id, links: subject.keepsLinks, on: &connection) {
      throw SyncFailure(
        .unfit, .plan,
        "run \(subject.run.id) also wrote beside the rows of its table, which this synctool cannot take back",
        hint: "undo it with the synctool that ran it")
    }
    let counts = try UndoPlanner(tables: tables, subject: subject, references: references)
      .plan(on: &connection)
    if counts.read > 0 || subject.only == nil { return counts }
    throw SyncFailure(
      .stopped, .plan, "the run wrote none of the named clients",
      hint: "check the emails; synctool show lists the clients of a run")
  }

  /// Writes what is planned; rows that do not come back are left out.
  func apply(
    _ planned: Tally, _ recorder: ChangeRecorder?, on connection: inout PostgresConnection
  ) throws -> AppliedPlan {
    var counts = planned
    let family = try references.family(on: &connection)
    let undone = recorder.map { UndoneRows(tables: tables, recorder: $0) }
    try undone?.prepare(on: &connection)
    for _ in 0..<Self.attempts {
      try connection.executeScript(PostgresStatement("begin an attempt", "SAVEPOINT attempt"))
      let moves = tables.changesIDs ? subject.moves : nil
      let writer = UndoWriter(
        tables, counts, columns: try UndoWriter.columns(on: &connection), family, moves,
        try moves?.order(on: &connection) ?? .atOnce,
        changesHands: try UndoPlaces(tables: tables, subject: subject).changesHands(on: &connection)
      )
      let search = RefusalSearch(writer, tables.client.table)
      let wroteAll = try search.run(on: &connection)
      if !wroteAll, let family { try connection.execute(family.explain) }
      let look = UndoLook(tables: tables, columns: writer.columns)
      let misses = try look.misses(on: &connection)
      if misses.isEmpty {
        try undone?.record(on: &connection)
        let taken = try recorder.flatMap { (recorder) throws(PostgresError) in
          try links?.apply(recorder, on: &connection)
        }
        try connection.executeScript(
          PostgresStatement("keep the attempt", "RELEASE SAVEPOINT attempt"))
        return AppliedPlan(
          counts: try tables.counts(on: &connection),
          followed: try moves.map { (moves) throws(PostgresError) in
            FollowedColumns(
              rows: try moves.repointing.followed(on: &connection), named: subject.named ?? [])
          },
          links: try links.map { (links) throws(PostgresError) in
            taken?.with(try connection.ask(links.totals)) ?? LinkCount()
          })
      }
      try connection.executeScript(
        PostgresStatement(
          "give up the attempt", "ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt"))
      try look.keep(misses, on: &connection)
      counts = try tables.counts(on: &connection)
      if counts.changes == 0, links == nil { return AppliedPlan(counts: counts) }
    }
    throw SyncFailure(
      .failed, .apply, "triggers of the table change rows other than those being restored",
      hint: "disable them for the undo, or undo single clients with --only")
  }

  /// What the undo makes of links, and how many there are; nil where none are kept.
  func linkOutlook(on connection: inout PostgresConnection) throws(PostgresError) -> LinkCount? {
    guard let links else { return nil }
    let (planned, totals) = try connection.ask(links.planned.and(links.totals))
    return planned.with(totals)
  }

  private var links: LinkUndo? {
    guard subject.keepsLinks else { return nil }
    let client = tables.client
    let ids = { (condition: SQL) -> SQL in
      "SELECT p.id::text FROM \(UndoTables.plan) p WHERE p.id IS NOT NULL AND \(condition)"
    }
    return LinkUndo(
      run: subject.run.id, table: client.table, deleted: ids("p.action = \(Action.delete)"),
      kept: ids("p.was = 'create' AND p.action <> \(Action.delete)"),
      only: subject.only.map { only in
        let ids: SQL = """
          SELECT t.\(client.id)::text FROM \(client.table.sql) t WHERE \(client.targetKey) = ANY ($1::text[])
          """
        return (ids, .texts(only.keys))
      })
  }

  /// Rows that do not come back are left out and the others tried again, at most this often.
  private static let attempts = 10

  /// Why PostgreSQL refuses to update or delete any row; nil when it does not, or when the undo does neither.
  func publicationRefusal(_ counts: Tally) -> SyncFailure? {
    PublicationFault.refusal(
      tables.client.table.publicationFaults, updates: counts[.update] > 0,
      deletes: counts[.delete] > 0)
  }

  /// Why links may not be removed; nil when they may, or none is to be.
  func missingDelete(of links: LinkCount?, on connection: inout PostgresConnection)
    throws(PostgresError) -> SyncFailure?
  {
    guard let links, links.removed > 0,
      let missing = try JournalCheck.missingPrivileges([("links", ["DELETE"])], on: &connection)
    else { return nil }
    return SyncFailure(
      .refused, .apply, "the role lacks \(missing)",
      hint:
        "GRANT DELETE ON synctool.links to the role: an undo removes the links that the run made")
  }

  /// Why the clients may not be deleted; nil when they may, or there are none to delete. A sync needs no
  /// such privilege, so its role may lack it.
  func missingDelete(
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
}

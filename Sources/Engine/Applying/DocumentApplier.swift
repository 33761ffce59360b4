internal import Basics
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Writes the documents of a plan, each only while it is as planned: the one place that writes MongoDB.
///
/// MongoDB cannot share PostgreSQL's transaction. What will be written is in the journal before the first document is;
/// each command's outcome is read from its answer, or from the documents; and what is noted goes to the journal every few
/// commands. Documents that were not as planned get their reason in the plan's table.
struct DocumentApplier {
  /// How many commands lie between two notes in the journal.
  private static let noteEvery = 10

  let writes: DocumentWrites
  let plan: PlanRelation
  /// nil where no journal is kept.
  let journal: DocumentJournal?
  let kind: RunKind
  let stop: Stop

  /// Notes in one transaction what will be written, and prepares to find the documents by their numbers.
  ///
  /// A lost answer to its COMMIT leaves nothing unknown that matters: nothing is written yet.
  func begin(
    _ progress: DocumentProgress, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let index = PostgresStatement(
      "index the documents to write",
      "CREATE UNIQUE INDEX IF NOT EXISTS synctool_documents ON \(plan.table) (\(writes.number))")
    // Else PostgreSQL takes them for few, and sorts all that are left for each command.
    let look = PostgresStatement(
      "look at the documents to write", "ANALYZE \(plan.table) (\(writes.number), action)")
    let intents = journal?.intents(writes, plan, counts: progress.json(kind)) ?? []
    _ = try connection.ask(
      .affectedRows([index, look] + intents), inside: .writing("begin to note what will be written")
    )
  }

  /// Writes all, command by command, outside of any transaction; ends between two of them where a stop is asked for.
  ///
  /// `begun` is called once something is written, or may be. Throws `SyncFailure` and `PostgresError`; what is known by
  /// then is in `progress`.
  func run(
    _ progress: inout DocumentProgress, on connection: inout PostgresConnection,
    begun: () -> Void
  ) throws {
    let patience = DocumentPatience(stop)
    let limit = try Self.mongo { try writes.source.writeLimit(waiting: patience.wait) }
    let rows = try DocumentRows(
      plan.table, writes, limit: min(max(limit ?? DocumentRows.most, 1), DocumentRows.most),
      on: &connection)
    let writer = DocumentWriter(source: writes.source, stop: stop, patience: patience)
    var commands = 0
    var batch = try rows.next(after: .min, on: &connection)
    while let last = batch.entries.last?.number {
      try stop.check(.apply)
      // With the session the lock is gone: another run may write the same documents.
      try connection.requireAlive(for: "write documents")
      // The next documents are read while the server writes these.
      var next: Result<DocumentBatch, any Error>?
      let fates = try write(batch, by: writer, &progress, begun) {
        if next == nil, !batch.isLarge {
          next = Result { try rows.next(after: last, on: &connection) }
        }
      }
      try mark(batch, fates, on: &connection)
      commands += 1
      if commands.isMultiple(of: Self.noteEvery) { try note(&progress, on: &connection) }
      batch = try next?.get() ?? rows.next(after: last, on: &connection)
    }
  }

  private func write(
    _ batch: DocumentBatch, by writer: DocumentWriter, _ progress: inout DocumentProgress,
    _ begun: () -> Void, meanwhile: () -> Void
  ) throws -> [DocumentFate] {
    let wasBegun = progress.isBegun
    defer { if !wasBegun, progress.isBegun { begun() } }
    var fates = [DocumentFate?](repeating: nil, count: batch.entries.count)
    var isSent = false
    let result = Result {
      try Self.mongo { try writer.write(batch, &fates, &isSent, meanwhile: meanwhile) }
    }
    for (entry, fate) in zip(batch.entries, fates) {
      if let fate { progress.add(entry, fate) } else { progress.leave(isSent: isSent) }
    }
    try result.get()
    return fates.compactMap(\.self)
  }

  /// Gives the rows of what was not written their reasons.
  private func mark(
    _ batch: DocumentBatch, _ fates: [DocumentFate], on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let rows: [SQL] = zip(batch.entries, fates).compactMap { entry, fate in
      guard let (reason, field) = fate.reason else { return nil }
      return "(\(entry.number), \(reason), \(field.map { SQL(literal: $0) } ?? "NULL"))"
    }
    if rows.isEmpty { return }
    try connection.execute(
      PostgresStatement(
        "note what was not written",
        """
        UPDATE \(plan.table) p SET action = \(Action.failed), reason = x.reason, field = x.field
        FROM (VALUES \(rows)) x (n, reason, field) WHERE p.\(writes.number) = x.n::int8
        """))
  }

  private func note(
    _ progress: inout DocumentProgress, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    guard let journal else { return }
    let notes = journal.note(progress.outcomes) + [journal.counts(progress.json(kind))]
    _ = try connection.ask(
      .affectedRows(notes), inside: .writing("begin to note what was written"))
    _ = progress.takeOutcomes()
  }

  /// MongoDB's errors as the run's: what is cut off here is cut off in the middle of the work.
  private static func mongo<Outcome>(_ body: () throws -> Outcome) throws -> Outcome {
    do {
      return try body()
    } catch let error as MongoError {
      var failure = SyncFailure(error)
      failure.stage = .apply
      if error.kind == .interrupted { failure.code = .unreachable }
      throw failure
    }
  }
}

extension DocumentProgress {
  /// What the journal keeps of the numbers.
  func json(_ kind: RunKind) -> JSONValue {
    counts.json(kind).with([CountName.documents.rawValue: count.json])
  }
}

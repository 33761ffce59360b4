internal import Basics
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Decides what becomes of each document that a run wrote, or may have written: by the journal, and by what the document
/// holds now.
struct DocumentUndoPlanner {
  let run: JournaledRun
  let writes: DocumentWrites
  let stop: Stop
  private let plan = DocumentUndoTables.plan

  /// Fills the plan's table, and counts its rows; documents that are as they were before the run count as unchanged.
  func make(
    _ only: KeySet?, _ progress: (ReadProgress) -> Void, on connection: inout PostgresConnection
  ) throws -> Tally {
    try connection.execute(statement(only))
    try connection.execute(PostgresStatement("look at the plan", "ANALYZE \(plan)"))
    let rows = try DocumentRows(plan, writes, limit: DocumentRows.most, on: &connection)
    var (unchanged, read, last) = (0, 0, Int64.min)
    while true {
      let batch = try rows.next(after: last, on: &connection).rows()
      guard let end = batch.last else { break }
      let states = try look(batch)
      unchanged += try settle(batch, states, on: &connection)
      (last, read) = (end.number, read + batch.count)
      progress(ReadProgress(records: read))
    }
    var counts = try PlanCounts.read(of: plan, on: &connection)
    counts.unchanged = unchanged
    return counts
  }

  /// The reverse of the run's order; what never was written is left out.
  private func statement(_ only: KeySet?) -> PostgresStatement {
    var parameters: [PostgresParameter] = [.int8(run.id), .text(run.source)]
    if let only { parameters.append(.texts(only.keys)) }
    return PostgresStatement(
      "plan the undo",
      """
      INSERT INTO \(plan) (n, action, key, document_id, source_id, before, after)
      SELECT row_number() OVER (ORDER BY d.n DESC), \(Action.update), d.key, d.document_id,
        CASE get_byte(d.document_id, 0)
          WHEN \(BSONType.objectID.rawValue) THEN '\\x08'::bytea || substr(d.document_id, 2)
          WHEN \(BSONType.string.rawValue)
            THEN '\\x04'::bytea || substr(d.document_id, 6, octet_length(d.document_id) - 6) END,
        d.after, d.before
      FROM \(DocumentJournal.table) d
      WHERE d.run = $1 AND \(JournalReader.mayBeWritten)
        AND NOT \(JournalReader.isLeftToLater)
        \(only == nil ? "" : "AND d.key = ANY ($3::text[])")
      """, parameters)
  }

  /// What the documents hold; nil for one that is gone.
  private func look(_ rows: [DocumentRow]) throws -> [DocumentState?] {
    try DocumentLook(source: writes.source) { try stop.check(.source) }.states(of: rows)
  }

  /// Settles rows of the plan by what their documents hold; returns how many are as they were before the run.
  private func settle(
    _ rows: [DocumentRow], _ states: [DocumentState?], on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    var (back, kept, rare) = ([] as [SQL], [] as [SQL], [] as [SQL])
    for (row, state) in zip(rows, states) {
      switch state {
      case .after: back.append("\(row.number)")
      case .before: break
      case .other: kept.append("(\(row.number), \(Reason.changedSince))")
      case nil: kept.append("(\(row.number), \(Reason.gone))")
      }
      if ![.objectID, .string].contains(row.id.type), let id = DocumentText.sourceID(row.id) {
        let bytes = SQL(literal: "\\x" + ByteDigits.hexText(id))
        rare.append("(\(row.number), \(bytes)::bytea)")
      }
    }
    var statements: [PostgresStatement] = []
    if !rare.isEmpty { statements.append(Self.update("source_id = x.value", rare)) }
    if !kept.isEmpty {
      statements.append(Self.update("action = \(Action.kept), reason = x.value", kept))
    }
    if !back.isEmpty {
      statements.append(
        PostgresStatement("leave out what is back", "DELETE FROM \(plan) p WHERE p.n IN (\(back))"))
    }
    _ = try connection.ask(.affectedRows(statements))
    return back.count
  }

  private static func update(_ change: SQL, _ values: [SQL]) -> PostgresStatement {
    PostgresStatement(
      "settle what is not as the run left it",
      """
      UPDATE \(DocumentUndoTables.plan) p SET \(change) FROM (VALUES \(values)) x (n, value)
      WHERE p.n = x.n::int8
      """)
  }
}

internal import Basics
internal import PostgresDriver
internal import Records

/// Reads an undo's plan as entries.
struct UndoReader {
  private let columns: JournalColumns

  /// `columns` are the table's, by which values are shown.
  init(_ columns: JournalColumns) { self.columns = columns }

  /// Hands over the entries with the given action, or all of them, in the order of their keys; with a
  /// `limit`, the first so many.
  ///
  /// Throws what `body` throws, and `PostgresError`.
  func forEach(
    _ action: Action? = nil, limit: Int? = nil, on connection: inout PostgresConnection,
    _ body: (PlanEntry) throws -> Void
  ) throws {
    // COPY takes no bound values: the action is one of our own words.
    let filter = action.map { "WHERE p.action = '\($0.rawValue)'" } ?? ""
    let statement = PostgresStatement(
      "read the plan",
      """
      COPY (SELECT p.action, p.key::text, coalesce(to_jsonb(p.id), to_jsonb(p.said))::text, p.reason, p.field, p.present::text,
          CASE p.was WHEN 'create' THEN NULL ELSE p.put END::text
        FROM \(UndoTables.plan) p \(filter)
        ORDER BY p.key, p.n \(limit.map { "LIMIT \($0)" } ?? ""))
      TO STDOUT (FORMAT binary)
      """)
    try connection.copyOut(statement) { row in try body(try entry(row)) }
  }

  private func entry(_ row: borrowing CopyRow) throws -> PlanEntry {
    guard let action = Action(rawValue: try row.string(0) ?? "") else {
      throw SyncFailure(.failed, .plan, "the plan holds an unknown action")
    }
    let changes =
      action == .kept
      ? [] : columns.changes(before: try row.string(5), after: try row.string(6))
    return PlanEntry(
      action: action, key: try row.string(1), sourceID: nil,
      targetID: try JSONReader.parse(try row.string(2) ?? "null"),
      reason: try row.string(3).flatMap(Reason.init), field: try row.string(4), winnerID: nil,
      changes: changes)
  }
}

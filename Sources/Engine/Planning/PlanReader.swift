internal import Basics
internal import PostgresDriver
internal import Records

/// Which entries of a plan are wanted.
package struct EntryQuery {
  /// nil for all of them, in the order of their keys.
  package var action: Action?
  /// At most this many, the first in the source; nil for all.
  package var limit: Int?
  /// True to leave out duplicates that lost to another record.
  var problemsOnly = false
  /// True when the ids of created rows are wanted.
  var withTargets = false
}

/// Reads a plan's rows as entries.
struct PlanReader {
  let plan: PlanRelation

  /// Hands over the entries, in the order of their keys.
  ///
  /// Throws what `body` throws, and `PostgresError`.
  func forEach(
    _ query: EntryQuery, on connection: inout PostgresConnection,
    _ body: (PlanEntry) throws -> Void
  ) throws {
    try connection.copyOut(statement(query)) { row in
      try body(try entry(row))
    }
  }

  private func statement(_ query: EntryQuery) -> PostgresStatement {
    let created = query.withTargets ? plan.created : nil
    // Cut before the join: joined rows may hold every value of every record.
    let first: SQL = query.limit.map { "ORDER BY \(plan.firstBy) LIMIT \($0)" } ?? ""
    // COPY takes no bound values; the action is one of our own words.
    var filter = query.action.map { "p.action = \($0)" } ?? plan.isEntry
    if query.problemsOnly, query.action == .duplicate {
      filter = filter + " AND p.reason = \(Reason.unresolved)"
    }
    return PostgresStatement(
      "read the plan",
      """
      COPY (SELECT p.action, \(plan.key)::text, \(plan.sourceID), to_jsonb(\(created?.target ?? plan.target))::text, p.reason, p.field,
          \(plan.winner), \(plan.values.sql + [plan.place] + [plan.others, plan.follows, plan.stale].compactMap(\.self))
        FROM (SELECT p.* FROM \(plan.table) p WHERE \(filter) \(first)) p
          \(plan.beside) \(created?.beside ?? "")
        ORDER BY \([plan.order] + [plan.tie].compactMap(\.self)))
      TO STDOUT (FORMAT binary)
      """)
  }

  /// The first field of the values.
  private static let firstValue = 7

  private func entry(_ row: borrowing CopyRow) throws -> PlanEntry {
    guard let action = Action(rawValue: try row.string(0) ?? "") else {
      throw SyncFailure(.failed, .plan, "the plan holds an unknown action")
    }
    let place = Self.firstValue + plan.values.sql.count
    var entry = PlanEntry(
      action: action, key: try row.string(1), sourceID: sourceID(row, 2),
      targetID: try PlanValues.json(row, 3), reason: try row.string(4).flatMap(Reason.init),
      field: try row.string(5), winnerID: sourceID(row, 6),
      changes: action.tellsValues ? try plan.values.changes(row, Self.firstValue) : [],
      place: try row.string(place).flatMap(SourcePlace.init(text:)))
    var field = place
    if plan.others != nil {
      field += 1
      entry.others = others(try PlanValues.json(row, field))
    }
    if plan.follows != nil {
      field += 1
      entry.follows = follows(try PlanValues.json(row, field))
    }
    if plan.stale != nil { entry.isStale = try row.bool(field + 1) == true }
    return entry
  }

  private func follows(_ json: JSONValue) -> [NamedCount] {
    guard case .object(let members) = json else { return [] }
    return members.compactMap { name, value in
      if case .number(let digits) = value, let number = Int(digits) { (name, number) } else { nil }
    }
  }

  private func others(_ json: JSONValue) -> OtherClients? {
    guard case .array(let names)? = json["names"], case .number(let count)? = json["count"] else {
      return nil
    }
    return OtherClients(
      names: names.compactMap { if case .string(let name) = $0 { name } else { nil } },
      count: Int(count) ?? names.count)
  }

  private func sourceID(_ row: borrowing CopyRow, _ field: Int) -> String? {
    row.withField(field) { bytes in
      guard let bytes else { return nil }
      return SourceID.text(of: bytes)
    }
  }
}

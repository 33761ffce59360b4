internal import Basics
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Reads the plan's rows as entries.
struct PlanReader {
  private let tables: PlanTables
  private let allowUnprotect: Bool
  /// True when the ids of created rows are wanted.
  private let withTargets: Bool
  /// The table that has what the written rows hold; nil where they hold what was planned.
  private let written: String?

  /// `withTargets` looks up the ids of rows that the run has created, in the target itself, unless
  /// `written` has them: a table with `row`, `id` and the columns of the stage.
  init(_ tables: PlanTables, _ rules: PlanRules, withTargets: Bool, written: String? = nil) {
    self.tables = tables
    allowUnprotect = rules.allowUnprotect
    self.withTargets = withTargets && written == nil
    self.written = written
  }

  /// Hands over the entries with the given action, or all of them, in the order of their keys; with
  /// a `limit`, at most that many, the first in the source. `problems` leaves out duplicates that
  /// lost to another record.
  ///
  /// Throws what `body` throws, and `PostgresError`.
  func forEach(
    _ action: Action? = nil, limit: Int? = nil, problems: Bool = false,
    on connection: inout PostgresConnection,
    _ body: (PlanEntry) throws -> Void
  ) throws {
    try connection.copyOut(statement(action, limit, problems)) { row in
      try body(try entry(row))
    }
  }

  private func statement(
    _ action: Action?, _ limit: Int?, _ problems: Bool
  ) -> PostgresStatement {
    let values = tables.columns.flatMap { column in
      // A difference that stays is shown as the source has it, even where it may not be written.
      let held = written == nil ? "" : "WHEN w.row IS NOT NULL THEN w.\(column.staged) "
      let new = """
        CASE \(held)WHEN p.action = '\(Action.differs.rawValue)'
          THEN \(column.planned(allowUnprotect: true))
          ELSE \(column.planned(allowUnprotect: allowUnprotect)) END
        """
      return ["to_jsonb(p.\(column.old))::text", "to_jsonb(\(new))::text"]
    }
    let set = tables.createColumns.map { column in
      let held = written == nil ? "" : "WHEN w.row IS NOT NULL THEN w.\(column.staged) "
      let set = """
        CASE WHEN p.target_id IS NOT NULL THEN NULL \(held)ELSE s.\(column.staged) END
        """
      return "to_jsonb(\(set))::text"
    }
    let created = written == nil ? "s.created" : "coalesce(w.created, s.created)"
    let createdAt =
      tables.layout.createdAt == nil
      ? "NULL::text"
      : "CASE WHEN p.target_id IS NULL THEN to_jsonb(\(created))::text END"
    let held = written.map { "LEFT JOIN \($0) w ON w.row = p.row" } ?? ""
    let targets =
      withTargets
      ? """
      LEFT JOIN \(tables.table.sql) t ON p.action = '\(Action.create.rawValue)'
        AND \(tables.columns[0].targetValue) = \(tables.columns[0].created)
      """ : held
    let id =
      withTargets
      ? "coalesce(p.target_id, t.\(tables.id))"
      : written == nil ? "p.target_id" : "coalesce(w.id, p.target_id)"
    // Cut before the join: the stage holds every value of every record.
    let first = limit.map { "ORDER BY p.row LIMIT \($0)" } ?? ""
    // COPY takes no bound values; the action is one of our own words.
    let unresolved = "p.reason = '\(Reason.unresolved.rawValue)'"
    let filter =
      (action.map { "p.action = '\($0.rawValue)'" }
        ?? "p.action NOT IN ('orphan', '\(RowEncoder.excluded)')")
      + (problems && action == .duplicate ? " AND \(unresolved)" : "")
    return PostgresStatement(
      "read the plan",
      """
      COPY (SELECT p.action, s.key::text, s.source_id, to_jsonb(\(id))::text, p.reason, p.field,
          p.winner, \(createdAt), \((values + set + ["s.place"]).joined(separator: ", "))
        FROM (SELECT p.* FROM \(PlanTables.plan) p WHERE \(filter) \(first)) p
          LEFT JOIN \(PlanTables.stage) s ON s.ctid = p.row \(targets)
        ORDER BY s.key, s.source_id, s.ctid)
      TO STDOUT (FORMAT binary)
      """)
  }

  private func entry(_ row: borrowing CopyRow) throws -> PlanEntry {
    guard let action = Action(rawValue: try row.string(0) ?? "") else {
      throw SyncFailure(.failed, .plan, "the plan holds an unknown action")
    }
    let place = 8 + 2 * tables.columns.count + tables.createColumns.count
    return PlanEntry(
      action: action, key: try row.string(1), sourceID: sourceID(row, 2),
      targetID: try json(row, 3), reason: try row.string(4).flatMap(Reason.init),
      field: try row.string(5), winnerID: sourceID(row, 6),
      changes: try changes(row, action),
      place: try row.string(place).flatMap(SourcePlace.init(text:)))
  }

  private func changes(_ row: borrowing CopyRow, _ action: Action) throws -> [Change] {
    guard [.create, .update, .differs, .failed].contains(action) else { return [] }
    var changes: [Change] = []
    for (index, column) in tables.columns.enumerated() {
      let (old, new) = (8 + 2 * index, 9 + 2 * index)
      let name = column.layout.column
      changes += JSONDiff.changes(from: try json(row, old), to: try json(row, new), column: name)
      // A JSON null is not an SQL NULL: the first is a value, the second the lack of one.
      if column.layout.kind == .jsonb, row.isNull(old) != row.isNull(new),
        try json(row, old) == json(row, new)
      {
        changes.append(
          Change(path: name, from: row.isNull(old) ? nil : .null, to: row.isNull(new) ? nil : .null)
        )
      }
    }
    for (index, column) in tables.createColumns.enumerated() {
      let value = try json(row, 8 + 2 * tables.columns.count + index)
      changes += JSONDiff.changes(from: .null, to: value, column: column.layout.column)
    }
    if let createdAt = tables.layout.createdAt {
      let time = try json(row, 7)
      if time != .null { changes.append(Change(path: createdAt.column, from: .null, to: time)) }
    }
    return changes
  }

  private func sourceID(_ row: borrowing CopyRow, _ field: Int) -> String? {
    row.withField(field) { bytes in
      guard let bytes else { return nil }
      return SourceID.text(of: bytes)
    }
  }

  private func json(_ row: borrowing CopyRow, _ field: Int) throws -> JSONValue {
    guard let text = try row.string(field) else { return .null }
    return try JSONReader.parse(text, depthLimit: JSONReader.jsonbDepthLimit)
  }
}

internal import PostgresDriver

/// Writes planned rows to the target by set-based statements.
struct RowWriter {
  private let tables: PlanTables
  private let rules: PlanRules
  /// True when the plan's table leaves the creates out.
  let impliesCreates: Bool

  init(_ tables: PlanTables, _ rules: PlanRules, impliesCreates: Bool) {
    self.tables = tables
    self.rules = rules
    self.impliesCreates = impliesCreates
  }

  /// Writes the plan's updates and creates, of which `counts` says how many there are; returns how
  /// many rows PostgreSQL wrote.
  func writeAll(
    _ counts: Counts, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let plan = { (action: Action) in
      "\(PlanTables.plan) p WHERE p.action \(Self.equals) '\(action.rawValue)'"
    }
    let updated = counts.update > 0 ? try connection.execute(update(plan(.update))) : 0
    if counts.create == 0 { return updated }
    let creates = impliesCreates ? PlanTables.impliedCreate : Self.staged(plan(.create))
    return try updated + connection.execute(insert(creates))
  }

  /// Writes the attempts with numbers in the range, all of one action; returns how many rows
  /// PostgreSQL wrote.
  func write(
    _ attempts: Range<Int>, _ action: Action, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let rows = """
      \(PlanTables.attempt) p WHERE p.n OPERATOR(pg_catalog.>=) \(attempts.lowerBound)
        AND p.n OPERATOR(pg_catalog.<) \(attempts.upperBound)
      """
    return try connection.execute(action == .update ? update(rows) : insert(Self.staged(rows)))
  }

  // The statements run under the role's own search path, for the sake of triggers: operators and types
  // are named with their schema; CURRENT_TIMESTAMP and COALESCE are grammar and cannot be shadowed.
  private static let equals = "OPERATOR(pg_catalog.=)"

  /// The condition on the stage's row `s`; an array makes PostgreSQL read the stage from front to end.
  private static func staged(_ rows: String) -> String {
    "s.ctid \(equals) ANY (ARRAY(SELECT p.row FROM \(rows)))"
  }

  /// Rows in the order of their keys are what the unique index of the emails takes fastest, which pays
  /// for the sort.
  private func insert(_ condition: String) -> PostgresStatement {
    var names = tables.columns.map { $0.layout.column }
    var values = tables.columns.map(\.created)
    if let createdAt = tables.layout.createdAt {
      names.append(createdAt.column)
      values.append("coalesce(s.created, CURRENT_TIMESTAMP)")
    }
    var columns = names.map(SQLIdentifier.quote)
    if let updatedAt = tables.updatedAt {
      columns.append(updatedAt)
      values.append("CURRENT_TIMESTAMP")
    }
    return PostgresStatement(
      "create clients",
      """
      INSERT INTO \(tables.table.sql) (\(columns.joined(separator: ", ")))
      SELECT \(values.joined(separator: ", "))
      FROM \(PlanTables.stage) s WHERE \(condition)
      ORDER BY s.key
      """)
  }

  private func update(_ rows: String) -> PostgresStatement {
    var changes = tables.columns.map { column in
      let value = column.updated(
        from: column.targetValue, allowUnprotect: rules.allowUnprotect)
      return "\(SQLIdentifier.quote(column.layout.column)) = \(value)"
    }
    if let updatedAt = tables.updatedAt { changes.append("\(updatedAt) = CURRENT_TIMESTAMP") }
    return PostgresStatement(
      "update clients",
      """
      UPDATE \(tables.table.sql) t SET \(changes.joined(separator: ", "))
      FROM (SELECT p.row, p.target_id FROM \(rows)) p
        JOIN \(PlanTables.stage) s ON s.ctid \(Self.equals) p.row
      WHERE t.\(tables.id) \(Self.equals) p.target_id
      """)
  }
}

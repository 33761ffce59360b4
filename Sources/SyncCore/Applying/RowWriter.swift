internal import PostgresDriver

/// Writes planned rows to the target by set-based statements.
struct RowWriter {
  private let tables: PlanTables
  private let rules: PlanRules

  init(_ tables: PlanTables, _ rules: PlanRules) {
    self.tables = tables
    self.rules = rules
  }

  /// Writes the plan's updates and creates, of which `counts` says how many there are; returns how
  /// many rows PostgreSQL wrote.
  func writeAll(
    _ counts: Counts, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let plan = { (action: Action) in "\(PlanTables.plan) p WHERE p.action = '\(action.rawValue)'" }
    let updated = counts.update > 0 ? try connection.execute(update(plan(.update))) : 0
    return updated + (counts.create > 0 ? try connection.execute(insert(plan(.create))) : 0)
  }

  /// Writes the attempts with numbers in the range, all of one action; returns how many rows
  /// PostgreSQL wrote.
  func write(
    _ attempts: Range<Int>, _ action: Action, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let rows = """
      \(PlanTables.attempt) p WHERE p.n >= \(attempts.lowerBound) AND p.n < \(attempts.upperBound)
      """
    return try connection.execute(action == .update ? update(rows) : insert(rows))
  }

  // The statements run under the role's own search path, for the sake of triggers: CURRENT_TIMESTAMP
  // and COALESCE are grammar and cannot be shadowed.

  private func insert(_ rows: String) -> PostgresStatement {
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
      FROM (SELECT p.row FROM \(rows) ORDER BY p.key) p JOIN \(PlanTables.stage) s ON s.ctid = p.row
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
        JOIN \(PlanTables.stage) s ON s.ctid = p.row
      WHERE t.\(tables.id) = p.target_id
      """)
  }
}

internal import PostgresDriver
internal import Records

/// The statement that compares every good record with the target: the heart of the plan.
struct Comparison {
  private let tables: PlanTables
  private let rules: PlanRules
  private let rows: TargetRows

  init(_ tables: PlanTables, _ rules: PlanRules, _ rows: TargetRows) {
    self.tables = tables
    self.rules = rules
    self.rows = rows
  }

  /// Plans creates, updates, rows that differ, and orphans; equal pairs get no row.
  ///
  /// `losers` selects staged rows to leave out; nil when there are none. `rejections` says whether the
  /// stage has any. The plan keeps the key of an orphan only where a later step asks for it.
  func statement(losers: String?, rejections: Bool) -> PostgresStatement {
    let old = tables.columns.map {
      "CASE WHEN s.synctool_row IS NOT NULL THEN \($0.targetValue) END"
    }
    return PostgresStatement(
      "compare records with rows",
      """
      INSERT INTO \(PlanTables.plan)
        (action, row, key, target_id, target_xmin, reason, field,
          \(tables.columns.map(\.old).joined(separator: ", ")))
      SELECT \(choice(orphan: "'orphan'", create: createAction, pair: pairAction)),
        s.synctool_row,
        \(choice(orphan: "t.synctool_key", create: "NULL", pair: "NULL")),
        t.\(tables.id), t.synctool_xmin,
        \(choice(orphan: "NULL", create: starved { $0.reasonWhenMissing.rawValue }, pair: pairReason)),
        \(choice(orphan: "NULL", create: starved { $0.fieldName }, pair: "NULL")),
        \(old.joined(separator: ", "))
      FROM (SELECT s.ctid AS synctool_row, s.* FROM \(PlanTables.stage) s
        \(contestants(without: losers, rejections: rejections))) s
      FULL JOIN (\(target)) t ON t.synctool_key = s.key
      WHERE s.synctool_row IS NULL OR t.synctool_row IS NULL OR \(changed) OR \(lowered)
      """)
  }

  /// The condition that keeps the good records; empty when all are good, because PostgreSQL cannot
  /// estimate how many rows a condition on the stage keeps and would plan for a few.
  private func contestants(without losers: String?, rejections: Bool) -> String {
    let conditions =
      (rejections ? ["s.reason IS NULL"] : []) + (losers.map { ["s.ctid NOT IN (\($0))"] } ?? [])
    return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
  }

  /// What a row of the join is: a target row alone, a record alone, or a pair.
  private func choice(orphan: String, create: String, pair: String) -> String {
    """
    CASE WHEN s.synctool_row IS NULL THEN \(orphan)
      WHEN t.synctool_row IS NULL THEN \(create) ELSE \(pair) END
    """
  }

  /// True for a pair with a difference that may be written.
  private var changed: String {
    tables.columns.map { column in
      let new = column.updated(from: column.targetValue, allowUnprotect: rules.allowUnprotect)
      return "\(new) IS DISTINCT FROM \(column.targetValue)"
    }
    .joined(separator: " OR ")
  }

  /// True for a record that would lower `protected` without permission.
  private var lowered: String {
    guard let flag = tables.columns.first(where: { $0.role == .protected }), !rules.allowUnprotect
    else { return "false" }
    return "(\(flag.target) IS TRUE AND s.protected IS FALSE)"
  }

  private var pairAction: String {
    let action = rules.force ? Action.update : .differs
    return """
      CASE WHEN \(changed) THEN '\(action.rawValue)' ELSE '\(Action.differs.rawValue)' END
      """
  }

  private var pairReason: String {
    let other = rules.force ? "NULL" : "'\(Reason.noForce.rawValue)'"
    return "CASE WHEN \(changed) THEN \(other) ELSE '\(Reason.protected.rawValue)' END"
  }

  private var createAction: String {
    starved(else: "'\(Action.create.rawValue)'") { _ in Action.rejected.rawValue }
  }

  /// A word for records that cannot be created because a value is missing, other SQL for the rest.
  private func starved(
    else other: String = "NULL", _ word: (LayoutColumn) -> String
  ) -> String {
    let needy = (tables.columns + tables.createColumns).filter(\.starvesCreates)
    if needy.isEmpty { return other }
    let cases = needy.map {
      "WHEN s.\($0.staged) IS NULL THEN \(SQLLiteral.quote(word($0.layout)))"
    }
    return "CASE \(cases.joined(separator: " ")) ELSE \(other) END"
  }

  /// The target rows that may differ.
  private var target: String {
    let columns = [tables.id] + tables.columns.map { SQLIdentifier.quote($0.layout.column) }
    // Two roles never share a column, but the id column may also be mapped.
    var seen: Set<String> = []
    let list = columns.filter { seen.insert($0).inserted }.map { "t.\($0)" }
    return """
      SELECT t.ctid AS synctool_row, t.xmin AS synctool_xmin, \(tables.targetKey) AS synctool_key,
        \(list.joined(separator: ", "))
      FROM \(tables.table.sql) t WHERE \(rows.condition)
      """
  }
}

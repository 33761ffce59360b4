internal import Engine
internal import PostgresDriver
internal import Records

/// Writes planned rows to the target by set-based statements.
struct RowWriter: PlannedWriter {
  private let tables: PlanTables
  private let rules: PlanRules
  private let counts: Tally
  /// True when the plan's table leaves the creates out.
  private let impliesCreates: Bool
  private let recorder: ChangeRecorder?
  private let written: WrittenRows?
  private let moves: LinkMoves?

  /// `counts` says how many updates and creates there are. Every written row goes through the
  /// `recorder`, if there is one, unless `written` records it afterwards. `moves` are the rows that get other keys.
  init(
    _ tables: PlanTables, _ rules: PlanRules, _ counts: Tally, impliesCreates: Bool,
    _ recorder: ChangeRecorder?, _ written: WrittenRows?, _ moves: LinkMoves?
  ) {
    self.moves = moves
    self.tables = tables
    self.rules = rules
    self.counts = counts
    self.impliesCreates = impliesCreates
    self.recorder = written == nil ? recorder : nil
    self.written = written
  }

  let plan = PlanTables.plan

  var whole: Question<Int> {
    .affectedRows(everything).after(parked(Self.plan(.update)))
      .map { [counts] in $0 - counts[.update] - counts[.create] }
  }

  private static func plan(_ action: Action) -> SQL {
    "\(PlanTables.plan) p WHERE p.action \(SQL.equals) \(action)"
  }

  private func parked(_ rows: SQL) -> [PostgresStatement] {
    counts[.update] > 0 ? moves?.park(rows) ?? [] : []
  }

  /// Updates first: they may free a value that a create takes.
  private var everything: [PostgresStatement] {
    let plan = Self.plan
    let updates = counts[.update] > 0 ? [update(plan(.update))] : []
    if counts[.create] == 0 { return updates }
    let creates = impliesCreates ? PlanTables.impliedCreate : Self.staged(plan(.create))
    let insert = insert(creates)
    // What was written beside triggers is joined in the same statement.
    if written != nil { return updates + [insert] }
    return updates + [Session.sortMemory, insert, Session.fullMemory]
  }

  func number(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(action: Action, attempts: Int)] {
    if impliesCreates { tables.listCreates(on: &connection) }
    let number: SQL =
      moves == nil
      ? "row_number() OVER (ORDER BY action DESC, row)"
      : "dense_rank() OVER (ORDER BY action DESC, \(LinkMoves.unit))"
    try connection.execute(
      PostgresStatement(
        "number the rows",
        """
        INSERT INTO \(AttemptTables.attempt)
        SELECT \(number), ctid, row, target_id
        FROM \(PlanTables.plan)\(moves == nil ? "" : " p")
        WHERE action IN (\(Action.update), \(Action.create))
        """))
    if moves == nil { return [(.update, counts[.update]), (.create, counts[.create])] }
    let last = PostgresStatement(
      "count the attempts", "SELECT coalesce(max(n), 0) FROM \(AttemptTables.attempt)")
    let updates = Int(try connection.int64(last)) - counts[.create]
    return [(.update, updates), (.create, counts[.create])]
  }

  func part(_ attempts: Range<Int>, _ action: Action) -> Question<Int> {
    let rows: SQL = "\(AttemptTables.attempt) p WHERE \(AttemptTables.isIn(attempts, "p"))"
    guard action == .update else {
      return .affectedRows([insert(Self.staged(rows))]).map { $0 - attempts.count }
    }
    let updated = Question.affectedRows([update(rows)]).after(parked(rows))
    if moves == nil { return updated.map { $0 - attempts.count } }
    let count = PostgresStatement(
      "count the rows of the attempts", "SELECT pg_catalog.count(*) FROM \(rows)")
    return updated.and(.number(count)).map { $0 - $1 }
  }

  // The statements run under the role's own search path, for the sake of triggers: operators and types
  // are named with their schema; CURRENT_TIMESTAMP and COALESCE are grammar and cannot be shadowed.

  /// The condition on the stage's row `s`; an array makes PostgreSQL read the stage from front to end.
  private static func staged(_ rows: SQL) -> SQL {
    "s.ctid \(SQL.equals) ANY (ARRAY(SELECT p.row FROM \(rows)))"
  }

  /// Rows in the order of their keys are what the unique index on emails takes fastest, which is worth
  /// the sort: of what the stage holds, which is less than what is made of it.
  private func insert(_ condition: SQL) -> PostgresStatement {
    let filled = tables.columns + tables.createColumns
    var names = filled.map { $0.layout.column }
    var values = filled.map(\.inserted)
    if tables.makesID {
      names.append(tables.client.idName)
      values.append(tables.idOfUUID)
    }
    if let createdAt = tables.layout.createdAt {
      names.append(createdAt.column)
      values.append(createdAt.form.written("coalesce(s.created, CURRENT_TIMESTAMP)"))
    }
    var columns = names.map(SQL.init(identifier:))
    if let updatedAt = tables.updatedAt {
      columns.append(updatedAt)
      values.append(tables.now)
    }
    let insert: SQL = """
      INSERT INTO \(tables.table.sql) AS t (\(columns))
      SELECT \(values)
      FROM (SELECT s.* FROM \(PlanTables.stage) s WHERE \(condition)\(isFree)
        ORDER BY s.key) s
      """
    return PostgresStatement(
      "create clients",
      recorder?.creating(insert) ?? written?.keeping(insert: insert, where: condition) ?? insert)
  }

  /// Where no index forbids it, nobody is created beside a row that did not give its key up.
  private var isFree: SQL {
    moves.map { "\n          AND \($0.isFree(tables.targetKey))" } ?? ""
  }

  private func update(_ rows: SQL) -> PostgresStatement {
    var changes: [SQL] = tables.columns.map { column in
      let value = column.assigned(allowUnprotect: rules.allowUnprotect)
      return "\(identifier: column.layout.column) = \(value)"
    }
    if let updatedAt = tables.updatedAt { changes.append("\(updatedAt) = \(tables.now)") }
    // By its key too: if ids were not unique, another client's row would be written.
    // Joins the row again, as it was: only PostgreSQL 18 returns that.
    let before: SQL =
      recorder == nil
      ? "" : "JOIN \(tables.table.sql) o ON o.\(tables.id) \(SQL.equals) p.target_id"
    let update: SQL = """
      UPDATE \(tables.table.sql) t SET \(changes)
      FROM (SELECT p.row, p.target_id FROM \(rows)) p
        JOIN \(PlanTables.stage) s ON s.ctid \(SQL.equals) p.row
        \(before)
      WHERE t.\(tables.id) \(SQL.equals) p.target_id
        AND \(moves?.hasKey(tables.targetKey) ?? "\(tables.targetKey) \(SQL.equals) s.key")
      """
    return PostgresStatement(
      "update clients",
      recorder?.updating(update) ?? written?.keeping(update: update) ?? update)
  }
}

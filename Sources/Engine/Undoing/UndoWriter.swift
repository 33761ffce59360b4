internal import PostgresDriver

/// Carries out an undo's plan by set-based statements.
struct UndoWriter: PlannedWriter {
  let plan = UndoTables.plan
  private let planned: [(action: Action, attempts: Int)]

  private static let order: [SQL] = Action.written.enumerated().map { "WHEN \($1) THEN \($0)" }

  /// The order of the writes, which sorts rows `p` of the plan.
  static let sorting: SQL = """
    CASE p.action \(order.joined(separator: " ")) END,
      p.level, p.n
    """

  private let tables: UndoTables
  private let family: UndoFamily?
  /// The columns that some row gets back, in the table's order.
  let columns: [TargetColumn]

  /// `columns` are the names of those that the plan puts back; `family` is for clients that refer to
  /// clients.
  init(
    _ tables: UndoTables, _ counts: Tally, columns: Set<String>, _ family: UndoFamily?
  ) {
    self.tables = tables
    self.family = family
    self.columns = tables.client.table.columns.filter { columns.contains($0.name) }
    planned = Action.written.map { ($0, counts[$0]) }
  }

  /// The names of the columns that the plan puts back.
  static func columns(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> Set<String> {
    let question = PostgresStatement(
      "read the columns of the plan",
      """
      SELECT DISTINCT k FROM \(UndoTables.plan), jsonb_object_keys(put) k
      WHERE action IN (\(Action.create), \(Action.update))
      """)
    return Set(try connection.strings(question))
  }

  var whole: Question<Int> {
    let statements = planned.filter { $0.attempts > 0 }.map { action, _ in
      let rows: SQL = """
        SELECT p.* FROM \(plan) p WHERE p.action \(Self.equals) \(action) ORDER BY p.n
        """
      return statement(action, rows, isWhole: true)
    }
    let rows = planned.reduce(0) { $0 + $1.attempts }
    return .affectedRows(statements).map { $0 - rows }
  }

  func number(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(action: Action, attempts: Int)] {
    try connection.execute(
      PostgresStatement(
        "number the rows",
        """
        INSERT INTO \(AttemptTables.attempt) (n, planned)
        SELECT row_number() OVER (ORDER BY \(Self.sorting)), p.ctid
        FROM \(plan) p WHERE p.action <> \(Action.kept)
        """))
    return planned
  }

  func part(_ attempts: Range<Int>, _ action: Action) -> Question<Int> {
    let rows: SQL = """
      SELECT p.* FROM \(AttemptTables.attempt) a JOIN \(plan) p ON p.ctid \(Self.equals) a.planned
      WHERE a.n OPERATOR(pg_catalog.>=) \(attempts.lowerBound)
        AND a.n OPERATOR(pg_catalog.<) \(attempts.upperBound) ORDER BY a.n
      """
    return .affectedRows([statement(action, rows, isWhole: false)]).map { $0 - attempts.count }
  }

  // The statements run under the role's own search path: operators and types are qualified with their schema.
  private static let equals: SQL = "OPERATOR(pg_catalog.=)"

  /// `rows` selects rows of the plan; `isWhole` says that it selects all of them.
  private func statement(
    _ action: Action, _ rows: SQL, isWhole: Bool
  ) -> PostgresStatement {
    switch action {
    case .delete:
      PostgresStatement("delete clients", delete(rows, isWhole: isWhole))
    case .create: PostgresStatement("create clients again", insert(rows))
    default: PostgresStatement("put clients back", update(rows))
    }
  }

  private func delete(_ rows: SQL, isWhole: Bool) -> SQL {
    let free: SQL = isWhole ? "" : family.map { "AND \($0.isFree(rows))" } ?? ""
    return """
      DELETE FROM \(tables.sql) t USING (\(rows)) p
      WHERE t.\(tables.client.id) \(Self.equals) p.id \(free)
      """
  }

  private func update(_ rows: SQL) -> SQL {
    var changes = columns.filter { !$0.isGenerated }.map { (column) -> SQL in
      let name = SQL(identifier: column.name)
      let isThere: SQL = "p.put OPERATOR(pg_catalog.?) \(literal: column.name)"
      return "\(name) = CASE WHEN \(isThere) THEN \(Self.value(column)) ELSE t.\(name) END"
    }
    if changes.isEmpty {
      // A trigger undid the run's change at once: the row is written as it is.
      let email = SQL(identifier: tables.client.keyName)
      changes = ["\(email) = t.\(email)"]
    }
    return """
      UPDATE \(tables.sql) t SET \(changes)
      FROM (\(rows)) p WHERE t.\(tables.client.id) \(Self.equals) p.id
      """
  }

  private func insert(_ rows: SQL) -> SQL {
    let columns = columns.filter { !$0.isComputed }
    return """
      INSERT INTO \(tables.sql) AS t
        (\(columns.map { SQL(identifier: $0.name) }))
      OVERRIDING SYSTEM VALUE
      SELECT \(columns.map(Self.value)) FROM (\(rows)) p
      """
  }

  /// What the row gets back: text that PostgreSQL wrote and reads to the same value.
  private static func value(_ column: TargetColumn) -> SQL {
    let text: SQL = "p.put OPERATOR(pg_catalog.->>) \(literal: column.name)"
    return "CAST(\(text) AS \(column.typeSQL))"
  }
}

internal import PostgresDriver

/// Carries out an undo's plan by set-based statements.
struct UndoWriter: PlannedWriter {
  let plan = UndoTables.plan
  private let planned: [(action: Action, attempts: Int)]

  private static let order: [SQL] = Action.written.enumerated().map { "WHEN \($1) THEN \($0)" }

  /// The order of the writes, which sorts rows `p` of the plan.
  static let sorting = sorting(number: "p.n")

  private static func sorting(number: SQL) -> SQL {
    """
    CASE p.action \(order.joined(separator: " ")) END,
      p.level, \(number)
    """
  }

  private let tables: UndoTables
  private let family: UndoFamily?
  /// The rows that get their former ids; nil where the run changed none.
  private let moves: RowMoves?
  private let order: RowMoves.Order
  /// True where emails have changed hands between rows that are updated.
  private let changesHands: Bool
  /// The columns that some row gets back, in the table's order.
  let columns: [TargetColumn]

  /// `columns` are the names of those that the plan puts back; `family` is for clients that refer to
  /// clients. `changesHands` says that emails go from one row that is updated to another.
  init(
    _ tables: UndoTables, _ counts: Tally, columns: Set<String>, _ family: UndoFamily?,
    _ moves: RowMoves?, _ order: RowMoves.Order, changesHands: Bool
  ) {
    (self.tables, self.family, self.changesHands) = (tables, family, changesHands)
    (self.moves, self.order) = (moves, order)
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
    planned.filter { $0.attempts > 0 }.reduce(.known(0)) { excess, planned in
      let (action, rows) = planned
      let own: SQL = """
        SELECT p.* FROM \(plan) p WHERE p.action \(SQL.equals) \(action) ORDER BY p.n
        """
      return excess.and(write(action, own, isWhole: true)).map { $0 + $1 - rows }
    }
  }

  func number(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(action: Action, attempts: Int)] {
    let number: SQL =
      !hasGroups
      ? "row_number() OVER (ORDER BY \(Self.sorting))"
      : "dense_rank() OVER (ORDER BY \(Self.sorting(number: unit)))"
    try connection.execute(
      PostgresStatement(
        "number the rows",
        """
        INSERT INTO \(AttemptTables.attempt) (n, planned)
        SELECT \(number), p.ctid
        FROM \(plan) p WHERE p.action <> \(Action.kept)
        """))
    if !hasGroups { return planned }
    let units = PostgresStatement(
      "count the attempts",
      """
      SELECT count(DISTINCT a.n) FROM \(AttemptTables.attempt) a JOIN \(plan) p ON p.ctid = a.planned
      WHERE p.action = \(Action.update)
      """)
    let updates = Int(try connection.int64(units))
    return planned.map { $0.action == .update ? ($0.action, updates) : $0 }
  }

  /// True where some rows go together or not at all.
  private var hasGroups: Bool { moves != nil || changesHands }

  /// The rows whose ids or emails changed hands go together.
  private var unit: SQL {
    let name = SQL(literal: tables.client.keyName)
    let ids: SQL =
      moves == nil
      ? ""
      : """
      p.back IN (SELECT o.id FROM \(plan) o WHERE o.back IS NOT NULL)
        OR p.id IN (SELECT o.back FROM \(plan) o)
        OR 
      """
    return """
      CASE WHEN \(ids)p.put ? \(name) AND \(tables.former("p")) <> p.key
          AND (\(tables.former("p")) IN (SELECT o.key FROM \(plan) o WHERE o.put ? \(name))
            OR p.key IN (SELECT \(tables.former("o")) FROM \(plan) o WHERE o.put ? \(name))) THEN 0 ELSE p.n END
      """
  }

  func part(_ attempts: Range<Int>, _ action: Action) -> Question<Int> {
    let rows: SQL = """
      SELECT p.* FROM \(AttemptTables.attempt) a JOIN \(plan) p ON p.ctid \(SQL.equals) a.planned
      WHERE \(AttemptTables.isIn(attempts, "a")) ORDER BY a.n
      """
    let written = write(action, rows, isWhole: false)
    if !hasGroups || action != .update { return written.map { $0 - attempts.count } }
    let count = PostgresStatement(
      "count the attempts", "SELECT pg_catalog.count(*) FROM (\(rows)) p")
    return written.and(Question.number(count)).map { $0 - $1 }
  }

  // The statements run under the role's own search path: operators and types are qualified with their schema.

  /// Writes the rows, and says how many were written.
  private func write(_ action: Action, _ rows: SQL, isWhole: Bool) -> Question<Int> {
    guard let moves, action == .update else {
      return .affectedRows([statement(action, rows, isWhole: isWhole)])
        .after(changesHands && action == .update ? parkedEmails(rows) : [])
    }
    let ids = moves.statements("(\(rows)) p", order)
    let others =
      putBack.isEmpty ? [] : parkedEmails(rows) + [statement(action, rows, isWhole: isWhole)]
    let arrived = PostgresStatement(
      "count what came back",
      """
      SELECT pg_catalog.count(*) OPERATOR(pg_catalog.-) \(Repointing.lost) FROM (\(rows)) p
        JOIN \(tables.sql) t ON t.\(tables.client.id) \(SQL.equals) \(tables.place)
      """)
    return Question.number(arrived).after(ids + others)
  }

  /// Where no two rows may have one email, whoever has the one that another gets back gives it up first.
  private func parkedEmails(_ rows: SQL) -> [PostgresStatement] {
    let client = tables.client
    guard let parkingEmail = client.parkingEmail,
      putBack.contains(where: { $0.name == client.keyName })
    else { return [] }
    let name = SQL(literal: client.keyName)
    let former = client.key(of: "(o.put OPERATOR(pg_catalog.->>) \(name))")
    return [
      PostgresStatement(
        "make room for emails that change hands",
        """
        UPDATE \(tables.sql) t SET \(identifier: client.keyName) = \(parkingEmail)
        FROM (\(rows)) p WHERE t.\(client.id) \(SQL.equals) \(tables.place) AND p.put OPERATOR(pg_catalog.?) \(name)
          AND \(client.targetKey) \(SQL.equals) ANY (SELECT \(former)
            FROM (\(rows)) o WHERE o.put OPERATOR(pg_catalog.?) \(name) AND \(former) OPERATOR(pg_catalog.<>) o.key)
        """)
    ]
  }

  /// The columns that an update puts back: ids are changed with all that refers to them.
  private var putBack: [TargetColumn] {
    columns.filter { !$0.isGenerated && (moves == nil || $0.name != tables.client.idName) }
  }

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
      WHERE t.\(tables.client.id) \(SQL.equals) p.id \(free)
      """
  }

  private func update(_ rows: SQL) -> SQL {
    let names = putBack.map { SQL(literal: $0.name) }
    let isTouched: SQL = moves == nil ? "" : "AND p.put OPERATOR(pg_catalog.?|) ARRAY[\(names)]"
    var changes = putBack.map { (column) -> SQL in
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
      FROM (\(rows)) p WHERE t.\(tables.client.id) \(SQL.equals) \(tables.place) \(isTouched)
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

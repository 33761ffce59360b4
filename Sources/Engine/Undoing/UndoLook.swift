internal import PostgresDriver
internal import Records

/// Reads back what an undo has written: triggers have the last word, and what they made of a row is neither
/// passed off as the previous row nor left there.
struct UndoLook {
  let tables: UndoTables
  /// The columns that some row gets back.
  let columns: [TargetColumn]

  /// The numbers of the plan's rows that are not as they should be, by a column that shows it.
  ///
  /// Afterwards the plan has what the rows hold: the column that takes the time of a write may
  /// differ.
  func misses(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String: [Int64]] {
    try connection.execute(values)
    try connection.execute(presence)
    let question = PostgresStatement(
      "read what did not come back",
      "SELECT n, missed FROM \(UndoTables.plan) WHERE missed IS NOT NULL")
    let misses = try connection.rows(question) { (result, row) throws(PostgresError) in
      (column: try result.string(row, 1), row: try result.int64(row, 0))
    }
    return Dictionary(grouping: misses, by: \.column).mapValues { $0.map(\.row) }
  }

  /// Keeps those rows, once what was written is rolled back.
  func keep(
    _ misses: [String: [Int64]], on connection: inout PostgresConnection
  ) throws(PostgresError) {
    for (column, rows) in misses.sorted(by: { $0.key < $1.key }) {
      try connection.execute(
        PostgresStatement(
          "keep what did not come back",
          """
          UPDATE \(UndoTables.plan)
          SET action = \(Action.kept), reason = \(Reason.notRestored),
            field = $1
          WHERE n = ANY ($2::int8[])
          """,
          [.text(column), .texts(rows.map { "\($0)" })]))
    }
  }

  private static let written: SQL =
    "p.action IN (\(Action.create), \(Action.update))"

  private var values: PostgresStatement {
    let checks = columns.filter { !$0.isComputed && $0.name != tables.client.timeName }.map {
      (column) -> SQL in
      let name = SQL(literal: column.name)
      let holds = UndoValue.holds(
        column, stored: "t.\(identifier: column.name)", text: "(p.put ->> \(name))")
      return "WHEN p.put ? \(name) AND NOT \(holds) THEN \(name)"
    }
    let missed: SQL =
      checks.isEmpty ? "NULL::text" : "CASE \(checks.joined(separator: " ")) END"
    let client = tables.client
    return PostgresStatement(
      "look at what was written",
      """
      UPDATE \(UndoTables.plan) p SET put = h.held, missed = h.missed
      FROM (SELECT p.n, p.put, \(missed) AS missed,
            (SELECT jsonb_object_agg(m.key, m.value)
              FROM jsonb_each(\(client.table.image("t"))) m WHERE p.put ? m.key) AS held
          FROM \(UndoTables.plan) p JOIN \(tables.sql) t ON t.\(client.id) = \(tables.place)
          WHERE \(Self.written)) h
      WHERE p.n = h.n AND (h.missed IS NOT NULL OR h.held IS DISTINCT FROM h.put)
      """)
  }

  /// What was written must be there, what was deleted must be gone, unless another row got its id.
  private var presence: PostgresStatement {
    let client = tables.client
    let isOther: SQL =
      tables.changesIDs
      ? """
      AND NOT (p.action = \(Action.delete) AND EXISTS (SELECT FROM \(UndoTables.plan) o
            WHERE o.action = \(Action.update) AND o.back = p.id))
      """ : ""
    return PostgresStatement(
      "look whether rows are there",
      """
      UPDATE \(UndoTables.plan) p SET missed = \(literal: client.idName)
      WHERE (\(Self.written) OR p.action = \(Action.delete))
        AND (p.action <> \(Action.delete))
          <> EXISTS (SELECT FROM \(tables.sql) t WHERE t.\(client.id) = \(tables.place) \(isOther))
      """)
  }
}

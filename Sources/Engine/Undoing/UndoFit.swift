internal import PostgresDriver
internal import Records

/// Keeps the clients whose value some column, as it is today, would not give back. The column that takes the
/// time of a write is exempt: it is the tool's own.
struct UndoFit {
  let tables: UndoTables

  func keep(on connection: inout PostgresConnection) throws(PostgresError) {
    let names = try UndoWriter.columns(on: &connection)
    var losses: [SQL] = []
    for column in tables.client.table.columns
    where names.contains(column.name) && !column.isComputed
      && column.name != tables.client.timeName
    {
      let name = SQL(literal: column.name)
      let text: SQL = "(p.put ->> \(name))"
      guard let isLost = UndoValue.isLost(column, text: text) else { continue }
      losses.append("WHEN \(text) IS NOT NULL AND (\(isLost)) THEN \(name)")
    }
    guard !losses.isEmpty else { return }
    try connection.execute(
      PostgresStatement(
        "look for values that do not fit",
        """
        UPDATE \(UndoTables.plan) p
        SET action = \(Action.kept), reason = \(Reason.notRestored),
          field = l.name
        FROM (SELECT p.n, CASE \(losses.joined(separator: " ")) END AS name FROM \(UndoTables.plan) p
          WHERE p.action IN (\(Action.create), \(Action.update))) l
        WHERE p.n = l.n AND l.name IS NOT NULL
        """))
  }
}

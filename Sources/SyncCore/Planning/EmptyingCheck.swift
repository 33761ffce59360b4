internal import PostgresDriver

/// Finds the columns that a plan empties because no record has their field: a misspelt one, as a rule.
struct EmptyingCheck {
  private let tables: PlanTables

  init(_ tables: PlanTables) {
    self.tables = tables
  }

  /// Those in which some row that differs would lose its value; none under `--only`, which reads a part
  /// of the source.
  func columns(
    _ absent: AbsentFields, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [EmptiedColumn] {
    let suspects = tables.columns.filter { column in
      column.role == .data && !column.layout.absentKeeps && column.layout.mayBeAbsent
        && column.layout.source.fields.allSatisfy { absent.empty.contains($0.text) }
    }
    guard !suspects.isEmpty, tables.layout.only == nil else { return [] }
    let question = PostgresStatement(
      "look for columns that would be emptied",
      """
      SELECT \(suspects.map { "count(\($0.old))" }.joined(separator: ", ")) FROM \(PlanTables.plan)
      WHERE action IN ('\(Action.update.rawValue)', '\(Action.differs.rawValue)')
      """)
    return try connection.query(question) { (result) throws(PostgresError) -> [EmptiedColumn] in
      var emptied: [EmptiedColumn] = []
      for (place, column) in suspects.enumerated() {
        let rows = Int(try result.int64(0, place))
        guard rows > 0 else { continue }
        emptied.append(
          EmptiedColumn(
            fields: column.layout.source.fields, column: column.layout.column, rows: rows))
      }
      return emptied
    }
  }
}

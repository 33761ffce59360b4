internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Finds the columns whose values a plan replaces because no record that can be a row has their field, usually a
/// misspelt one.
struct EmptyingCheck {
  let tables: PlanTables

  /// The columns in which some row that differs would lose its value, to NULL or to the mapping's default, and
  /// those joined without one of their parts in at least half of the `pairs` of record and row; none under
  /// `--only`, which reads only a part of the source.
  func columns(
    _ absent: AbsentFields, pairs: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [EmptiedColumn] {
    let suspects = tables.columns.compactMap { Suspect($0, absent) }
    guard !suspects.isEmpty, tables.layout.only == nil else { return [] }
    let question = PostgresStatement(
      "look for columns that would be emptied",
      """
      SELECT \(suspects.map(\.count)) FROM \(PlanTables.plan) p
      JOIN \(PlanTables.stage) s ON s.ctid = p.row
      WHERE p.action IN (\(Action.update), \(Action.differs))
      """)
    return try connection.row(question) { (result, row) throws(PostgresError) -> [EmptiedColumn] in
      var emptied: [EmptiedColumn] = []
      for (place, suspect) in suspects.enumerated() {
        let rows = Int(try result.int64(row, place))
        guard rows > 0, !suspect.isPart || rows >= (pairs + 1) / 2 else { continue }
        emptied.append(
          EmptiedColumn(
            fields: suspect.fields, column: suspect.column.layout.column, rows: rows,
            hasRejected: suspect.fields.contains { absent.rejected.contains($0.text) }))
      }
      return emptied
    }
  }
}

/// A column of the plan whose field may be misspelt.
private struct Suspect {
  let column: PlanColumn
  /// The fields that no record has a value for.
  let fields: [FieldPath]
  /// True when other parts of the value exist.
  let isPart: Bool

  /// nil for a column that cannot miss anything: it has a value for every record, or keeps the row's.
  init?(_ column: PlanColumn, _ absent: AbsentFields) {
    let source = column.layout.source
    fields = source.fields.filter { absent.empty.contains($0.text) }
    isPart = fields.count < source.fields.count
    self.column = column
    if case .first = source.origin, isPart { return nil }
    guard !fields.isEmpty, !column.layout.absentKeeps else { return nil }
    // An absent flag leaves the row's alone, unless something stands in for it.
    guard column.role == .data || column.role == .protected && source.fallback != nil else {
      return nil
    }
  }

  /// How many rows of the plan would lose their value, as SQL.
  var count: SQL {
    let old: SQL = "p.\(column.old)"
    // Absent values are NULL, and a row that has a value loses it.
    if !isPart, column.layout.source.fallback == nil { return "count(\(old))" }
    let new = column.updated(from: old, allowUnprotect: true)
    return "count(\(old)) FILTER (WHERE \(new) IS DISTINCT FROM \(old))"
  }
}

/// A column that would lose values because no record of the source has a value for its fields.
struct EmptiedColumn: Sendable {
  /// The fields that no record has a value for; at least one.
  let fields: [FieldPath]
  let column: String
  /// How many rows would lose their value.
  let rows: Int
  /// True when a rejected record has a value for one of the fields.
  var hasRejected = false

  /// `3 rows would lose their phone, for no record has the field Phone`.
  func words(_ verb: String) -> String {
    let their = rows == 1 ? "its" : "their"
    let loses = rows == 1 && verb == "lose" ? "loses" : verb
    let names = fields.map { SafeText.escape($0.text) }.joined(separator: ", ")
    return
      "\(NumberText.counted(rows, "row")) \(loses) \(their) \(column), for no record"
      + (hasRejected ? " that can be a row" : "") + " has the "
      + (fields.count == 1 ? "field " : "fields ") + names
  }
}

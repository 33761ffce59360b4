internal import Basics
package import PostgresDriver

/// The values that a plan's entries show, as SQL, and what they say about a row.
package struct PlanValues: Sendable {
  /// Each is a text, usually of JSON, where `changes` does not read them as something else.
  let sql: [SQL]
  /// What is or would be written, for a row whose values begin at the given field.
  let changes: @Sendable (_ row: borrowing CopyRow, _ first: Int) throws -> [Change]

  /// Values that somebody else reads.
  package init(
    sql: [SQL],
    changes: @escaping @Sendable (_ row: borrowing CopyRow, _ first: Int) throws -> [Change]
  ) {
    (self.sql, self.changes) = (sql, changes)
  }
}

/// A column's value before and after a plan's write, each as SQL for a text of JSON.
package struct PlannedValue: Sendable {
  let column: String
  /// nil for a column of which only a new row has a value.
  let old: SQL?
  let new: SQL
  /// True for a column in which a JSON null differs from no value.
  let isJSON: Bool

  package init(column: String, old: SQL? = nil, new: SQL, isJSON: Bool = false) {
    (self.column, self.old, self.new, self.isJSON) = (column, old, new, isJSON)
  }
}

extension PlanValues {
  /// The values of columns, in order; `leading` is read before the others and comes after them.
  package static func columns(
    _ columns: [PlannedValue], leading: PlannedValue? = nil
  ) -> PlanValues {
    let first = leading.map { [$0] } ?? []
    return PlanValues(
      sql: (first + columns).flatMap { [$0.old, $0.new].compactMap(\.self) }
    ) { row, start in
      var (changes, field) = ([] as [Change], start + (leading == nil ? 0 : 1))
      for column in columns {
        changes += try column.changes(row, field)
        field += column.old == nil ? 1 : 2
      }
      return try changes + (leading?.changes(row, start) ?? [])
    }
  }

  /// A text of JSON that PostgreSQL has written; `.null` for NULL.
  static func json(_ row: borrowing CopyRow, _ field: Int) throws -> JSONValue {
    guard let text = try row.string(field) else { return .null }
    return try JSONReader.parse(text, depthLimit: JSONReader.jsonbDepthLimit)
  }
}

extension PlannedValue {
  fileprivate func changes(_ row: borrowing CopyRow, _ field: Int) throws -> [Change] {
    guard old != nil else {
      return JSONDiff.changes(from: .null, to: try PlanValues.json(row, field), column: column)
    }
    let (from, to) = (try PlanValues.json(row, field), try PlanValues.json(row, field + 1))
    // A JSON null is not an SQL NULL: the first is a value, the second the lack of one.
    if isJSON, from == to, row.isNull(field) != row.isNull(field + 1) {
      return [
        Change(
          path: column, from: row.isNull(field) ? nil : .null,
          to: row.isNull(field + 1) ? nil : .null)
      ]
    }
    return JSONDiff.changes(from: from, to: to, column: column)
  }
}

internal import Engine
internal import PostgresDriver
internal import Records

/// Gives the planned creates what their rows get beside id and email.
struct IdentityValues {
  let tables: IdentityTables

  /// Fills the plan's columns. A row that would lack what its column needs, or have more than it takes, is rejected;
  /// what else PostgreSQL refuses is seen when the row is written.
  func fill(on connection: inout PostgresConnection) throws(PostgresError) {
    if tables.values.isEmpty { return }
    try connection.execute(PostgresStatement("find what created rows get", filling))
  }

  /// A planned text for a column of the form as a text of JSON: numbers and truth values as such where they are.
  static func json(_ text: SQL, _ form: ColumnForm?) -> SQL {
    let plain: SQL
    switch form?.kind {
    case .jsonb: return text
    case .integer, .numeric: plain = "\(text) ~ '^-?(0|[1-9][0-9]{0,30})([.][0-9]{1,30})?$'"
    case .boolean: plain = "\(text) IN ('true', 'false')"
    default: return "to_jsonb(\(text))::text"
    }
    return "CASE WHEN \(plain) THEN \(text) ELSE to_jsonb(\(text))::text END"
  }

  private var filling: SQL {
    let plan = IdentityTables.plan
    let texts = zip(tables.values, tables.planned).map { value, name -> SQL in
      "\(value.text(of: "t")) AS \(name)"
    }
    let given = tables.planned.map { name -> SQL in
      "\(name) = CASE WHEN u.fault IS NULL THEN u.\(name) END"
    }
    return """
      UPDATE \(plan) p SET \(given), action = CASE WHEN u.fault IS NULL THEN p.action ELSE \(Action.rejected) END,
        reason = u.fault, field = u.field, new_id = CASE WHEN u.fault IS NULL THEN p.new_id END,
        new_email = CASE WHEN u.fault IS NULL THEN p.new_email END
      FROM (SELECT v.*, \(first { $0.reason }) AS fault, \(first { $0.column }) AS field
        FROM \(tables.users(with: texts)) v) u
      WHERE u.id = p.user_id AND p.action = \(Action.create)
      """
  }

  private typealias Fault = (condition: SQL, reason: SQL, column: SQL)

  /// What each column of the row `v` may have against its value.
  private var faults: [Fault] {
    zip(tables.values, tables.planned).flatMap { value, name -> [Fault] in
      guard let column = tables.client.table.column(value.column) else { return [] }
      let label = SQL(literal: column.name)
      let missing: [Fault] =
        column.nullable ? [] : [("v.\(name) IS NULL", "\(Reason.valueMissing)", label)]
      return missing
        + (column.maxLength.map {
          [("char_length(v.\(name)) > \($0)", "\(Reason.tooLong)", label)]
        } ?? [])
    }
  }

  /// What the first of them says; NULL where all is well.
  private func first(_ word: (Fault) -> SQL) -> SQL {
    if faults.isEmpty { return "NULL::text" }
    let arms = faults.map { fault -> SQL in "WHEN \(fault.condition) THEN \(word(fault))" }
    return "CASE \(arms.joined(separator: " ")) END"
  }
}

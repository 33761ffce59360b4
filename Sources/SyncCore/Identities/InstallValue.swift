package import PostgresDriver

/// What a created row of the application gets in one column: the first of its sources that is not null.
package struct InstallValue: Sendable {
  /// Where a value comes from.
  package enum Source: Sendable {
    /// A column of the auth table.
    case column(String)
    /// A member of an object in a column of jsonb, by the names on the way to it.
    case member(column: String, path: [String])
    /// A constant: the text that the column's type reads.
    case constant(String)
  }

  /// The column of the application's table.
  let column: String
  /// Its type without modifiers, which would cut what is too long without a word.
  private let type: SQL
  /// True where the column holds JSON: a member is then taken as it is, and not as its text.
  private let isJSON: Bool
  private let sources: [Source]

  package init(column: String, type: SQL, isJSON: Bool, sources: [Source]) {
    (self.column, self.type, self.isJSON, self.sources) = (column, type, isJSON, sources)
  }

  /// The value as SQL, from the auth table's row that `row` names.
  func sql(of row: SQL) -> SQL {
    let texts = sources.map { text($0, row) }
    return texts.isEmpty ? "NULL" : "coalesce(\(texts))::\(type)"
  }

  private func text(_ source: Source, _ row: SQL) -> SQL {
    switch source {
    case .column(let name): return "\(row).\(identifier: name)::pg_catalog.text"
    case .member(let column, let path):
      let names: SQL = "ARRAY[\(path.map(SQL.init(literal:)))]::pg_catalog.text[]"
      let value: SQL = "\(row).\(identifier: column)::pg_catalog.jsonb"
      if !isJSON { return "\(value) #>> \(names)" }
      return "nullif(\(value) #> \(names), 'null'::pg_catalog.jsonb)::pg_catalog.text"
    case .constant(let text): return "\(literal: text)::pg_catalog.text"
    }
  }
}

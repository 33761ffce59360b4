internal import Basics
internal import Engine
package import PostgresDriver
package import Records

/// What a created row of the application gets in one column: the first of its sources that is not null.
///
/// The trigger that makes rows when people register and the fix that makes them later take the same.
package struct InstallValue: Sendable {
  /// Where a value comes from.
  package enum Source: Sendable {
    /// A column of the auth table.
    case column(String)
    /// What is in a column with JSON, by the names on the way to it.
    case member(column: String, path: [String], form: ColumnForm = .jsonb)
    /// A constant: the text that the column's type reads.
    case constant(String)
  }

  /// The column of the application's table.
  let column: String
  /// Its type without modifiers, which would cut what is too long without a word.
  private let type: SQL
  /// True where the column holds JSON: a value is then taken as JSON, and not as its text.
  let isJSON: Bool
  private let sources: [Source]

  package init(column: String, type: SQL, isJSON: Bool, sources: [Source]) {
    (self.column, self.type, self.isJSON, self.sources) = (column, type, isJSON, sources)
  }

  /// The value as SQL, from the auth table's row that `row` names.
  func sql(of row: SQL) -> SQL { written(text(of: row)) }

  /// The same as text, whatever the column's type is; NULL where no source has a value.
  ///
  /// It cannot fail: what the column's type makes of a text is seen when it is written.
  func text(of row: SQL) -> SQL {
    sources.isEmpty ? "NULL::pg_catalog.text" : "coalesce(\(sources.map { text($0, row) }))"
  }

  /// A text as the column takes it.
  func written(_ text: SQL) -> SQL { "(\(text))::\(type)" }

  private func text(_ source: Source, _ row: SQL) -> SQL {
    switch source {
    case .column(let name):
      let value: SQL = "\(row).\(identifier: name)"
      return isJSON ? Self.textOfJSON("to_jsonb(\(value))") : "\(value)::pg_catalog.text"
    case .member(let column, let path, let form):
      let names: SQL = "ARRAY[\(path.map(SQL.init(literal:)))]::pg_catalog.text[]"
      let value: SQL = "\(form.read("\(row).\(identifier: column)"))::pg_catalog.jsonb"
      return isJSON ? Self.textOfJSON("\(value) #> \(names)") : "\(value) #>> \(names)"
    case .constant(let text): return "\(literal: text)::pg_catalog.text"
    }
  }

  /// JSON's null counts as no value.
  private static func textOfJSON(_ value: SQL) -> SQL {
    "nullif(\(value), 'null'::pg_catalog.jsonb)::pg_catalog.text"
  }
}

extension InstallValue {
  /// A value of the settings for the columns as they are; `ValueFitness` says what is wrong with those that do not
  /// exist.
  init(_ value: AppValue, app: TargetTable, auth: TargetTable) {
    let column = app.column(value.column)
    let isJSON = column?.form?.kind == .jsonb
    self.init(
      column: value.column, type: column?.baseSQL ?? "pg_catalog.text", isJSON: isJSON,
      sources: value.sources.map { source in
        switch source {
        case .auth(let name, let path):
          guard let form = auth.column(name)?.form, form.kind == .jsonb else {
            return .column(name)
          }
          return .member(column: name, path: path, form: form)
        case .value(.string(let text)) where !isJSON: return .constant(text)
        case .value(let constant): return .constant(JSONWriter().text(constant))
        }
      })
  }
}

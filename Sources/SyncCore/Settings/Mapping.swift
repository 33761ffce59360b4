package import Records

/// Which field of a record fills which column of the target.
package struct Mapping: Equatable, Sendable {
  /// The target's own key column; written when a row is created, and only where `madeID` says so.
  package var id: String
  /// nil when PostgreSQL gives a new row its id.
  package var madeID: MadeID?
  /// The field and the column by which records and rows are matched.
  package var email: MappedColumn
  /// nil when the clients have no protection flag.
  package var protected: MappedColumn?
  /// nil when no column takes the time of creation; it is set on create only.
  package var createdAt: MappedColumn?
  /// The field orders duplicates, the column is set to the database's `now()` whenever a row is
  /// written; either is nil when there is none.
  package var updatedAt: (source: ValueSource?, column: String?)
  /// The other columns, in the order of the mapping file.
  package var columns: [MappedColumn]
  /// What is true of every record that is a client; empty when all are clients.
  package var conditions: [RecordCondition] = []

  /// The id's column, where a new row takes it from its record.
  package var idColumn: MappedColumn? {
    if case .column(let column) = madeID { column } else { nil }
  }

  /// The fields of the source that fill columns or order duplicates, each once, in a fixed order.
  package var fields: [FieldPath] {
    let roles = [email, protected, createdAt].compactMap(\.?.source) + [updatedAt.source]
    let sources = roles.compactMap(\.self) + (columns + [idColumn].compactMap(\.self)).map(\.source)
    return Self.distinct(sources.flatMap(\.fields))
  }

  /// The same, followed by the fields of its conditions, each once.
  package var allFields: [FieldPath] { Self.distinct(fields + conditions.map(\.field)) }

  private static func distinct(_ all: [FieldPath]) -> [FieldPath] {
    all.indices.filter { !all[..<$0].contains(all[$0]) }.map { all[$0] }
  }

  /// The mapping of the standard `clients` table, in force without a mapping file.
  package static let standard = Mapping(
    id: "id",
    email: MappedColumn(field: FieldPath(name: "email"), column: "email", kind: .text),
    protected: MappedColumn(
      field: FieldPath(name: "protected"), column: "protected", kind: .boolean),
    createdAt: MappedColumn(
      field: FieldPath(name: "createdAt"), column: "createdat", kind: .timestamptz),
    updatedAt: (source: ValueSource(FieldPath(name: "updatedAt")), column: "updatedat"),
    columns: [
      MappedColumn(field: FieldPath(name: "name"), column: "name", kind: .text),
      MappedColumn(
        field: FieldPath(name: "phone"), column: "phone", kind: .text, integersAsDigits: true),
      MappedColumn(field: FieldPath(name: "address"), column: "address", kind: .jsonb),
    ])

  /// Equal in every role, column and setting, including the order of the columns.
  package static func == (a: Mapping, b: Mapping) -> Bool {
    a.id == b.id && a.madeID == b.madeID && a.email == b.email && a.protected == b.protected
      && a.createdAt == b.createdAt && a.updatedAt == b.updatedAt && a.columns == b.columns
      && a.conditions == b.conditions
  }
}

/// What a sync puts into the id column of a new row; PostgreSQL fills it where a mapping says nothing.
package enum MadeID: Equatable, Sendable {
  /// A random UUID, made by PostgreSQL when the row is written.
  case uuid
  /// A value of the record.
  case column(MappedColumn)
}

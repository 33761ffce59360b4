/// Which field of a record fills which column of the target.
package struct Mapping: Equatable, Sendable {
  /// The target's own key column: read, never written.
  package var id: String
  /// The field and the column that records and rows are matched by.
  package var email: MappedColumn
  /// nil when the clients have no protection flag.
  package var protected: MappedColumn?
  /// nil when no column takes the time of creation; it is set on create only.
  package var createdAt: MappedColumn?
  /// The field orders duplicates, the column is set to the database's `now()` whenever a row is
  /// written; either is nil when there is none.
  package var updatedAt: (field: FieldPath?, column: String?)
  /// The other columns, in the order of the mapping file.
  package var columns: [MappedColumn]

  package init(
    id: String, email: MappedColumn, protected: MappedColumn?, createdAt: MappedColumn?,
    updatedAt: (field: FieldPath?, column: String?), columns: [MappedColumn]
  ) {
    self.id = id
    self.email = email
    self.protected = protected
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.columns = columns
  }

  /// The mapping of the standard `clients` table, in force without a mapping file.
  package static let standard = Mapping(
    id: "id",
    email: MappedColumn(field: FieldPath(name: "email"), column: "email", kind: .text),
    protected: MappedColumn(
      field: FieldPath(name: "protected"), column: "protected", kind: .boolean),
    createdAt: MappedColumn(
      field: FieldPath(name: "createdAt"), column: "createdat", kind: .timestamptz),
    updatedAt: (field: FieldPath(name: "updatedAt"), column: "updatedat"),
    columns: [
      MappedColumn(field: FieldPath(name: "name"), column: "name", kind: .text),
      MappedColumn(
        field: FieldPath(name: "phone"), column: "phone", kind: .text, integersAsDigits: true),
      MappedColumn(field: FieldPath(name: "address"), column: "address", kind: .jsonb),
    ])

  /// Equal in every role, column and setting, the order of the columns included.
  package static func == (a: Mapping, b: Mapping) -> Bool {
    a.id == b.id && a.email == b.email && a.protected == b.protected && a.createdAt == b.createdAt
      && a.updatedAt == b.updatedAt && a.columns == b.columns
  }
}

/// A column of another table that holds ids of clients.
package struct NamedReference: Equatable, Sendable {
  package var table: QualifiedName
  /// As PostgreSQL stores the name.
  package var column: String

  /// Reads `table.column` or `schema.table.column`; a part may stand in double quotes.
  ///
  /// nil when there are fewer than two or more than three parts, or one is not a name.
  package init?(parsing text: String) {
    guard let parts = QualifiedName.parts(text), (2...3).contains(parts.count) else { return nil }
    column = parts[parts.count - 1]
    table = QualifiedName(
      schema: parts.count == 3 ? parts[0] : nil, name: parts[parts.count - 2])
  }
}

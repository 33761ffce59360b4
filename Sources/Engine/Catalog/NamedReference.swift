internal import PostgresDriver

/// A column of another table that holds ids of clients.
package struct NamedReference: Equatable, Sendable {
  package var table: QualifiedName
  /// As PostgreSQL stores the name.
  package var column: String

  init(table: QualifiedName, column: String) { (self.table, self.column) = (table, column) }

  /// With its schema, as the settings take it.
  package var text: String {
    QualifiedName(schema: table.effectiveSchema, name: table.name).text + "."
      + QualifiedName(name: column).text
  }

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

extension [NamedReference] {
  /// Those that exist, and the names of the others.
  func known(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> (known: [NamedReference], gone: [String]) {
    let question = PostgresStatement(
      "look for columns by their names",
      """
      SELECT n FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS named (s, t, c, n)
      WHERE EXISTS (SELECT FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
          JOIN pg_namespace p ON p.oid = k.relnamespace
        WHERE p.nspname = named.s AND k.relname = named.t AND a.attname = named.c AND NOT a.attisdropped)
      """,
      [
        .texts(map(\.table.effectiveSchema)), .texts(map(\.table.name)), .texts(map(\.column)),
      ])
    let places = try connection.rows(question) { (result, row) throws(PostgresError) in
      Int(try result.int64(row, 0)) - 1
    }
    let gone = indices.filter { !places.contains($0) }
    return (places.map { self[$0] }, gone.map { "\(self[$0].table.full).\(self[$0].column)" })
  }
}

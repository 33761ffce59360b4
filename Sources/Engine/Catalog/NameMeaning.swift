internal import Basics
package import PostgresDriver

/// What a table's name without a schema means: `public`'s table to the tool, and perhaps another one to the
/// session's own search path. Then nobody can tell which of them was meant.
package struct NameMeaning: Sendable {
  private let name: String
  /// The schemas with a table of the name that the role can see: those of the session's path first, in its
  /// order.
  private let schemas: [String]
  /// How many of them are in the path.
  private let reached: Int

  /// True when the session's own path looks into `public` before every other schema.
  package static func isPlain(_ connection: borrowing PostgresConnection) -> Bool {
    let schemas = connection.initialSchemas
    return schemas == "{public}" || schemas.hasPrefix("{public,")
  }

  /// Looks for the tables and views of the name.
  init(_ name: String, on connection: inout PostgresConnection) throws(PostgresError) {
    let question = PostgresStatement(
      "look for tables of the name",
      """
      SELECT n.nspname::text, array_position($2::name[], n.nspname) IS NOT NULL
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND has_schema_privilege(n.oid, 'USAGE')
      ORDER BY array_position($2::name[], n.nspname), n.nspname = 'public' DESC, n.nspname
      """, [.text(name), .text(connection.initialSchemas)])
    let found = try connection.rows(question) { (result, row) throws(PostgresError) in
      (schema: try result.string(row, 0), isReached: try result.bool(row, 1))
    }
    self.name = name
    schemas = found.map(\.schema)
    reached = found.count { $0.isReached }
  }

  /// Why the name cannot be taken for `public`'s; nil when it can, and when no schema has such a table.
  var problem: String? {
    guard let first = schemas.first else { return nil }
    let meant = qualified(QualifiedName.defaultSchema)
    if reached > 0, first != QualifiedName.defaultSchema {
      return
        "\(name) without a schema is \(meant), but the search path of this session finds"
        + " \(qualified(first)) first"
    }
    return schemas.contains(QualifiedName.defaultSchema)
      ? nil : "\(name) without a schema is \(meant), which does not exist"
  }

  /// What to write instead; `suffix` follows the table's name.
  func candidates(suffix: String = "") -> String {
    let most = 20
    let names = schemas.prefix(most).map { qualified($0) + suffix }.joined(separator: " or ")
    return schemas.count > most ? "\(names) or \(schemas.count - most) others" : names
  }

  private func qualified(_ schema: String) -> String {
    QualifiedName(schema: schema, name: name).text
  }
}

extension NameMeaning {
  /// The fault of a table whose name, of the `setting`, has no schema and may mean several tables; nil when it is
  /// clear.
  package static func fault(
    _ table: QualifiedName, setting: String = TargetTable.setting,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> CheckLine? {
    guard table.schema == nil else { return nil }
    let meaning = try NameMeaning(table.name, on: &connection)
    guard let problem = meaning.problem else { return nil }
    return .fault("table", problem, "set \(setting)=\(meaning.candidates())")
  }
}

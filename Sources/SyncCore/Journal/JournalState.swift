internal import PostgresDriver

/// Whether the target database keeps a journal, and of which version.
package enum JournalState: Equatable, Sendable {
  /// There is no schema of that name.
  case absent
  /// The schema is there and holds something else.
  case foreign
  /// The role may not look at it.
  case hidden
  /// The journal has been brought to this version by `init`.
  case version(Int)

  /// True when this tool can read it, and write it.
  package var isCurrent: Bool { self == .version(JournalSchema.version) }

  /// Looks into the catalogs first: a role without rights gets an answer too.
  static func read(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalState {
    let look = PostgresStatement(
      "look for the journal",
      """
      SELECT c.oid IS NOT NULL, has_schema_privilege(n.oid, 'USAGE')
        AND coalesce(has_table_privilege(c.oid, 'SELECT'), true)
      FROM pg_namespace n LEFT JOIN pg_class c
        ON c.relnamespace = n.oid AND c.relname = 'migrations' AND c.relkind = 'r'
      WHERE n.nspname = $1
      """, [.text(JournalSchema.name)])
    let found = try connection.query(look) {
      (result) throws(PostgresError) -> (isJournal: Bool, isOpen: Bool)? in
      result.rowCount == 0 ? nil : (try result.bool(0, 0), try result.bool(0, 1))
    }
    guard let found else { return .absent }
    guard found.isOpen else { return .hidden }
    guard found.isJournal else { return .foreign }
    let question = PostgresStatement(
      "read the journal's version",
      "SELECT coalesce(max(version), 0)::int8 FROM synctool.migrations")
    return try connection.query(question) { (result) throws(PostgresError) in
      .version(Int(try result.int64(0, 0)))
    }
  }
}

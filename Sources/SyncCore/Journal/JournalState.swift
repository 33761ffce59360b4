internal import PostgresDriver

/// Whether the target database keeps a journal, and of which version.
package enum JournalState: Equatable, Sendable {
  /// There is no schema of that name.
  case absent
  /// The schema is there and holds something else.
  case foreign
  /// The role may not look at it.
  case hidden
  /// It belongs to a role that nobody has to trust: no superuser, not the owner of the database or of
  /// the table, not the current role, and none that this role is a member of.
  case untrusted(owner: String)
  /// The journal has been brought to this version by `init`.
  case version(Int)

  /// True when this tool can read it, and write it.
  package var isCurrent: Bool { self == .version(JournalSchema.version) }

  /// Looks into the catalogs first: a role without rights gets an answer too.
  ///
  /// `schema` and `table` name the target. A schema is a journal when it has a table `runs`, a table
  /// `migrations` with the journal's columns, and in that a step that was taken; it is believed only
  /// where its owners are: whoever may create a schema could have made one that looks like it.
  static func read(
    schema: String, table: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalState {
    let look = PostgresStatement(
      "look for the journal", question, [.text(JournalSchema.name), .text(schema), .text(table)])
    let found = try connection.query(look) {
      (result) throws(PostgresError) -> (isOpen: Bool, isJournal: Bool, stranger: String?)? in
      result.rowCount == 0
        ? nil
        : (try result.bool(0, 0), try result.bool(0, 1), try result.stringIfPresent(0, 2))
    }
    guard let found else { return .absent }
    if found.isJournal, let stranger = found.stranger { return .untrusted(owner: stranger) }
    guard found.isOpen else { return .hidden }
    guard found.isJournal else { return .foreign }
    let last = PostgresStatement(
      "read the journal's version", "SELECT max(version)::int8 FROM synctool.migrations")
    return try connection.query(last) { (result) throws(PostgresError) in
      try result.int64IfPresent(0, 0).map { .version(Int($0)) } ?? .foreign
    }
  }

  /// One row when the schema is there: whether this role may read it, whether it has the journal's first
  /// tables, and one of the owners who may be nobody to trust.
  private static let question = """
    WITH parts AS (
      SELECT n.oid AS schema, c.oid, c.relname, c.relowner AS owner FROM pg_namespace n
        LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
          AND c.relname IN ('migrations', 'runs', 'changes', 'rejections')
      WHERE n.nspname = $1
    ), trusted AS (
      SELECT oid FROM pg_roles r
      WHERE r.rolsuper OR r.rolname = current_user
        OR r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
        OR r.oid = (SELECT relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = $2 AND c.relname = $3)
        OR pg_has_role(current_user, r.oid, 'MEMBER')
          AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
    )
    SELECT bool_and(has_schema_privilege(schema, 'USAGE')
        AND (oid IS NULL OR has_table_privilege(oid, 'SELECT'))),
      count(*) FILTER (WHERE relname = 'runs') = 1 AND (
        SELECT count(*) FROM pg_attribute WHERE attrelid = max(oid) FILTER (
            WHERE relname = 'migrations')
          AND attname IN ('version', 'applied_at', 'tool_version') AND NOT attisdropped) = 3,
      (SELECT min(pg_get_userbyid(owner)) FROM (
          SELECT owner FROM parts WHERE owner IS NOT NULL
          UNION SELECT nspowner FROM pg_namespace WHERE nspname = $1) o
        WHERE owner NOT IN (SELECT oid FROM trusted))::text
    FROM parts HAVING count(*) > 0
    """
}

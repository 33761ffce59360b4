package import PostgresDriver

/// Whether the target database keeps a journal, and of which version.
package enum JournalState: Equatable, Sendable {
  /// No schema has that name.
  case absent
  /// A schema of that name exists and is empty, created by a DBA for a role that may not.
  case empty
  /// The schema exists and holds something else.
  case foreign
  /// The role cannot read it, or not all of it, without these privileges: `SELECT on synctool.changes`.
  case hidden(lacks: String)
  /// It has this version, and somebody removed parts of it: `synctool.runs.options`.
  case damaged(lacks: String)
  /// It belongs to a role that nobody must trust: neither a superuser nor the owner of the database or
  /// the table, nor the current role, nor one that this role is a member of.
  case untrusted(owner: String)
  /// `init` created it or upgraded it to this version.
  case version(Int)

  /// True when this tool can read it, and write it.
  package var isCurrent: Bool { self == .version(JournalSchema.version) }

  /// Looks into the catalogs first: a role without privileges gets an answer too.
  ///
  /// `schema` and `table` name the target. A schema is a journal when it has a table `runs` and a table
  /// `migrations` with the journal's columns; it is trusted only if its owners are: whoever may create a schema could have created one that looks like it.
  package static func read(
    schema: String, table: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalState {
    let look = PostgresStatement(
      "look for the journal", question, [.text(JournalSchema.name), .text(schema), .text(table)])
    let found = try connection.rowIfPresent(look) { (result, row) throws(PostgresError) in
      Found(
        lackingRights: try result.stringIfPresent(row, 0), isJournal: try result.bool(row, 1),
        stranger: try result.stringIfPresent(row, 2), isEmpty: try result.bool(row, 3),
        lackingParts: try result.stringIfPresent(row, 4))
    }
    guard let found else { return .absent }
    if found.isJournal || found.isEmpty, let stranger = found.stranger {
      return .untrusted(owner: stranger)
    }
    if let rights = found.lackingRights, !found.isEmpty { return .hidden(lacks: rights) }
    if found.isEmpty { return .empty }
    guard found.isJournal else { return .foreign }
    let last = PostgresStatement(
      "read the journal's version", "SELECT max(version)::int8 FROM synctool.migrations")
    guard let version = try connection.int64IfPresent(last).map({ Int($0) }) else {
      // As a dump of the schema alone leaves it.
      return .damaged(lacks: "the rows of \(JournalSchema.name).migrations")
    }
    if version == JournalSchema.version, let parts = found.lackingParts {
      return .damaged(lacks: parts)
    }
    return .version(version)
  }

  private struct Found {
    var lackingRights: String?
    var isJournal: Bool
    var stranger: String?
    var isEmpty: Bool
    var lackingParts: String?
  }

  /// One row when the schema exists: what this role lacks to read it, whether it has the journal's first
  /// tables, one of the owners that may not be trusted, whether it is empty, and what it lacks of a
  /// journal of this version.
  private static let question: SQL = """
    WITH parts AS (
      SELECT n.oid AS schema, c.oid, c.relname, c.relowner AS owner FROM pg_namespace n
        LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
          AND c.relname IN (\(JournalSchema.tables))
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
    SELECT (SELECT string_agg(right_to, ', ' ORDER BY right_to LIKE 'USAGE%' DESC, right_to) FROM (
          SELECT DISTINCT 'USAGE on schema ' || $1 AS right_to FROM parts
            WHERE NOT has_schema_privilege(schema, 'USAGE')
          UNION ALL SELECT 'SELECT on ' || $1 || '.' || relname FROM parts
            WHERE oid IS NOT NULL AND NOT has_table_privilege(oid, 'SELECT')
          UNION ALL SELECT 'BYPASSRLS for ' || $1 || '.' || relname FROM parts
            WHERE oid IS NOT NULL AND row_security_active(oid)) l),
      count(*) FILTER (WHERE relname = 'runs') = 1 AND (
        SELECT count(*) FROM pg_attribute WHERE attrelid = max(oid) FILTER (
            WHERE relname = 'migrations')
          AND attname IN ('version', 'applied_at', 'tool_version') AND NOT attisdropped) = 3,
      (SELECT min(pg_get_userbyid(owner)) FROM (
          SELECT owner FROM parts WHERE owner IS NOT NULL
          UNION SELECT nspowner FROM pg_namespace WHERE nspname = $1) o
        WHERE owner NOT IN (SELECT oid FROM trusted))::text,
      NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass
        AND d.refobjid = min(schema) AND d.deptype = 'n'),
      (SELECT string_agg(part, ', ' ORDER BY part) FROM (
          SELECT DISTINCT CASE WHEN c.oid IS NULL THEN 'the table ' || $1 || '.' || relation
            WHEN a.attname IS NULL THEN $1 || '.' || relation || '.' || name
            ELSE $1 || '.' || relation || '.' || name || ' as ' || kind END AS part
          FROM (VALUES \(JournalSchema.parts)) need (relation, name, kind)
            LEFT JOIN parts c ON c.relname = relation
            LEFT JOIN pg_attribute a
              ON a.attrelid = c.oid AND a.attname = name AND NOT a.attisdropped
          WHERE a.attname IS NULL OR format_type(a.atttypid, NULL) <> kind) m)
    FROM parts HAVING count(*) > 0
    """
}

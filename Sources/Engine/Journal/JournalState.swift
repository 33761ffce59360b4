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
  /// `init` created it or upgraded it to this version; `links` is that of its tables of links, 0 without them.
  case version(Int, links: Int)

  /// True when this tool can read it, and write it.
  package var isCurrent: Bool {
    self == .version(JournalSchema.version, links: 0)
      || self == .version(JournalSchema.version, links: LinkSchema.version)
  }

  /// True where it has tables of links.
  package var keepsLinks: Bool {
    if case .version(_, let links) = self { links > 0 } else { false }
  }

  /// Looks into the catalogs first: a role without privileges gets an answer too.
  ///
  /// `schema` and `table` name the target. A schema is a journal when it has one of the journal's tables, which a
  /// column tells apart; it is trusted only if its owners are: whoever may create a schema could have created one
  /// that looks like it.
  package static func read(
    schema: String, table: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> JournalState {
    let look = try connection.ask(JournalLook.question(schema: schema, table: table))
    if let known = look.known { return known }
    let steps = try connection.ask(JournalLook.steps())
    if let state = steps.state { return state }
    return try connection.ask(JournalLook.linked(schema: schema, table: table))
  }
}

/// What the catalogs say of the journal before it is read: a role without privileges gets an answer too.
struct JournalLook {
  private var lackingRights: String?
  private var isJournal: Bool
  private var stranger: String?
  private var isEmpty: Bool
  private var hasVersions: Bool
  /// False where no schema has the name.
  private var exists = true

  /// Looks on behalf of the target of this name, whose owner is trusted; `tables` are the names of those looked for.
  static func question(
    schema: String, table: String, tables: SQL = JournalSchema.tables
  ) -> Question<JournalLook> {
    let look = PostgresStatement(
      "look for the journal", question(tables),
      [.text(JournalSchema.name), .text(schema), .text(table)])
    let found = Question.rowIfPresent(look) { (result, row) throws(PostgresError) in
      JournalLook(
        lackingRights: try result.stringIfPresent(row, 0), isJournal: try result.bool(row, 1),
        stranger: try result.stringIfPresent(row, 2), isEmpty: try result.bool(row, 3),
        hasVersions: try result.bool(row, 4))
    }
    return found.map {
      $0 ?? JournalLook(isJournal: false, isEmpty: false, hasVersions: false, exists: false)
    }
  }

  /// True for the refusal of a question about what is in the journal, or what may be done with it.
  static func isAbout(_ error: PostgresError) -> Bool {
    [reading, JournalCheck.rights].contains(error.statement)
  }

  /// What the catalogs tell of the state; nil when only the journal itself can.
  var known: JournalState? {
    guard exists else { return .absent }
    if isJournal || isEmpty, let stranger { return .untrusted(owner: stranger) }
    if let lackingRights, !isEmpty { return .hidden(lacks: lackingRights) }
    if isEmpty { return .empty }
    guard isJournal else { return .foreign }
    return hasVersions ? nil : .damaged(lacks: "the versions in synctool.migrations")
  }

  /// What a journal that is one says of itself.
  struct Steps {
    /// The greatest number of a step that was taken; 0 for none.
    let greatest: Int
    /// What is not there although its step was taken, or the other way round; nil for nothing.
    let lacks: String?

    /// nil where there are links, whose tables are to be looked at too.
    var state: JournalState? {
      if greatest > LinkSchema.base { return nil }
      return greatest > JournalSchema.version || lacks == nil
        ? .version(greatest, links: 0) : lacks.map { .damaged(lacks: $0) }
    }
  }

  static func steps() -> Question<Steps> {
    .row(parts(JournalSchema.parts, newest: "max(version)")) {
      (result, row) throws(PostgresError) in
      // There is none in what a dump of the schema alone restores.
      Steps(
        greatest: Int(try result.int64IfPresent(row, 0) ?? 0),
        lacks: try result.stringIfPresent(row, 1))
    }
  }

  /// The state of a journal that has links.
  static func linked(schema: String, table: String) -> Question<JournalState> {
    let base: SQL = "\(LinkSchema.base)"
    let versions = PostgresStatement(
      "read the versions of the journal and its links",
      """
      SELECT max(version) FILTER (WHERE version < \(base))::int8,
        max(version) FILTER (WHERE version > \(base))::int8
      FROM synctool.migrations
      """)
    let own: Question<(journal: Int, links: Int)> = .row(versions) {
      (result, row) throws(PostgresError) in
      (
        Int(try result.int64IfPresent(row, 0) ?? 0),
        Int(try result.int64IfPresent(row, 1) ?? 0) - LinkSchema.base
      )
    }
    let lacks = parts(
      JournalSchema.parts + LinkSchema.parts,
      newest: "max(version) FILTER (WHERE version / \(base) = step / \(base))")
    let missing = Question.row(lacks) { (result, row) throws(PostgresError) in
      try result.stringIfPresent(row, 1)
    }
    let look = question(schema: schema, table: table, tables: LinkSchema.allTables)
    return look.and(own).and(missing).map {
      let ((look, own), lacks) = $0
      if let known = look.known { return known }
      let isNewer = own.journal > JournalSchema.version || own.links > LinkSchema.version
      if let lacks, !isNewer { return .damaged(lacks: lacks) }
      return .version(own.journal, links: own.links)
    }
  }

  /// One row when the schema exists: what this role lacks to read it, whether it has one of the journal's
  /// tables, one of the owners that may not be trusted, whether it is empty, and whether it has versions.
  private static func question(_ tables: SQL) -> SQL {
    """
    WITH parts AS (
      SELECT n.oid AS schema, c.oid, c.relname, c.relowner AS owner FROM pg_namespace n
        LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
          AND c.relname IN (\(tables))
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
      EXISTS (\(columns) AND (relname, attname, format_type(atttypid, NULL)) IN (
        ('migrations', 'tool_version', 'text'), ('runs', 'lock_key', 'bigint'),
        ('changes', 'row_xmin', 'xid'), ('rejections', 'winner_id', 'bytea'))),
      (SELECT min(pg_get_userbyid(owner)) FROM (
          SELECT owner FROM parts WHERE owner IS NOT NULL
          UNION SELECT nspowner FROM pg_namespace WHERE nspname = $1) o
        WHERE owner NOT IN (SELECT oid FROM trusted))::text,
      NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass
        AND d.refobjid = min(schema) AND d.deptype = 'n'),
      EXISTS (\(columns) AND (relname, attname) = ('migrations', 'version')
        AND atttypid = 'int4'::regtype)
    FROM parts HAVING count(*) > 0
    """
  }

  private static let columns: SQL = """
    SELECT FROM parts p JOIN pg_attribute a ON a.attrelid = p.oid WHERE NOT a.attisdropped
    """

  /// The name of the statement that `parts` is.
  private static let reading = "read the journal's version"

  /// The greatest step, and what is not there although its step was taken, or the other way round: then the step's
  /// row is what the journal lacks. `newest` is the greatest step of those that belong together.
  private static func parts(_ needs: [SQL], newest: SQL) -> PostgresStatement {
    PostgresStatement(
      reading,
      """
      SELECT (SELECT max(version)::int8 FROM synctool.migrations),
        string_agg(DISTINCT CASE WHEN m.version IS NULL THEN 'row ' || step || ' of synctool.migrations'
          WHEN c.oid IS NULL THEN 'the table synctool.' || relation
          WHEN a.attname IS NULL THEN 'synctool.' || relation || '.' || name
          ELSE 'synctool.' || relation || '.' || name || ' as ' || kind END, ', ')
      FROM (VALUES \(needs)) need (step, relation, name, kind)
        LEFT JOIN synctool.migrations m ON m.version = step
        LEFT JOIN pg_class c ON c.relnamespace = 'synctool'::regnamespace
          AND c.relname = relation AND c.relkind = 'r'
        LEFT JOIN pg_attribute a
          ON a.attrelid = c.oid AND a.attname = name AND NOT a.attisdropped
      WHERE (m.version IS NULL) = coalesce(format_type(a.atttypid, NULL) = kind, false)
        OR m.version IS NULL AND step < (SELECT \(newest) FROM synctool.migrations)
      """)
  }
}

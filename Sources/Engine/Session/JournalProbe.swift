internal import PostgresDriver

/// Whether a session's database may have a journal, which is asked beside the connect: then its first look at the
/// target can ask the journal too.
enum JournalProbe {
  /// The journal's schema, which needs no quotes.
  static let schema = "synctool"

  /// The names of the journal's tables, as SQL.
  static let tables: SQL =
    "'migrations', 'runs', 'changes', 'rejections', 'document_changes'"

  /// True, as SQL under any search path, where all of the tables are there and this role may read them.
  static let sql: SQL = """
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
        ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE n.nspname OPERATOR(pg_catalog.=) \(literal: schema)::pg_catalog.name
        AND c.relname OPERATOR(pg_catalog.=) ANY (ARRAY[\(tables)]::pg_catalog.name[])
        AND c.relkind OPERATOR(pg_catalog.=) 'r'::pg_catalog."char"
        AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'::pg_catalog.text)
        AND pg_catalog.has_table_privilege(c.oid, 'SELECT'::pg_catalog.text)
      ) OPERATOR(pg_catalog.=) pg_catalog.cardinality(ARRAY[\(tables)])
    """

  /// True when the journal could be read when the session began.
  static func mayBeRead(on connection: borrowing PostgresConnection) -> Bool {
    connection.besideConnect == "t"
  }
}

package import PostgresDriver

/// What is lost along with the journal.
package enum JournalLosses {
  /// The journal's tables with their numbers of rows.
  package static func read(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(table: SQL, rows: Int)] {
    let tables = PostgresStatement(
      "list the journal's tables",
      """
      SELECT 'synctool.' || quote_ident(relname) FROM pg_class
      WHERE relnamespace = 'synctool'::regnamespace AND relkind = 'r'
        AND relname IN (\(LinkSchema.allTables)) ORDER BY 1
      """)
    let names = try connection.rows(tables) { (result, row) throws(PostgresError) in
      try result.sql(row, 0)
    }
    var losses: [(table: SQL, rows: Int)] = []
    for name in names {
      let count = PostgresStatement("count a table's rows", "SELECT count(*) FROM \(name)")
      losses.append((name, Int(try connection.int64(count))))
    }
    return losses
  }

  /// True when this role may drop the schema as its owner.
  package static let ownsSchema = PostgresStatement(
    "look whose the schema is",
    "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'synctool'")

  /// What the tool itself has made elsewhere in the database, and keeps something in the journal's schema; by its
  /// comments.
  package static func installed(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String] {
    let question = PostgresStatement(
      "look for what is installed",
      """
      SELECT pg_describe_object(classoid, objoid, 0) FROM pg_description
      WHERE objsubid = 0 AND classoid IN ('pg_proc'::regclass, 'pg_class'::regclass)
        AND starts_with(description, \(literal: JournalSchema.mark)) ORDER BY classoid DESC, 1
      """)
    return try connection.strings(question)
  }

  /// What would be lost that is not the journal's: views, foreign keys and the like on its tables, and what
  /// else is in its schema.
  package static func dependents(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String] {
    let question = PostgresStatement(
      "look for what depends on the journal",
      """
      WITH own AS (
        SELECT oid, reltype FROM pg_class WHERE relnamespace = 'synctool'::regnamespace
          AND relkind = 'r' AND relname IN (\(LinkSchema.allTables))
      ), parts AS (
        SELECT 'pg_class'::regclass AS classid, oid AS objid FROM own
        UNION SELECT 'pg_type'::regclass, reltype FROM own
        UNION SELECT 'pg_type'::regclass, typarray FROM pg_type WHERE oid IN (SELECT reltype FROM own)
        UNION SELECT d.classid, d.objid FROM pg_depend d JOIN own ON d.refobjid = own.oid
          AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        UNION SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index i JOIN own ON own.oid = i.indrelid
      )
      SELECT DISTINCT CASE d.classid
          WHEN 'pg_rewrite'::regclass THEN (
            SELECT pg_describe_object('pg_class'::regclass, w.ev_class, 0) FROM pg_rewrite w
            WHERE w.oid = d.objid)
          ELSE pg_describe_object(d.classid, d.objid, 0) END
      FROM pg_depend d
      WHERE d.deptype = 'n' AND ((d.refclassid, d.refobjid) IN (SELECT p.classid, p.objid FROM parts p)
          OR d.refclassid = 'pg_namespace'::regclass
            AND d.refobjid = 'synctool'::regnamespace)
        AND (d.classid, d.objid) NOT IN (SELECT p.classid, p.objid FROM parts p)
      ORDER BY 1
      """)
    return try connection.strings(question)
  }
}

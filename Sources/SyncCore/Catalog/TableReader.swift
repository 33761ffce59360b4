internal import PostgresDriver

/// Reads what PostgreSQL's catalogs say of the target table; takes no lock on it and writes nothing.
enum TableReader {
  /// nil when there is no such table, or the role may not see its schema.
  static func read(
    schema: String, name: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> TargetTable? {
    guard let found = try relation(schema: schema, name: name, on: &connection) else { return nil }
    var table = found.0
    if found.mayBePublished {
      table.publicationFaults = try PublicationFault.read(table.oid, table.sql, on: &connection)
    }
    table.columns = try columns(of: table.oid, on: &connection)
    table.uniqueColumns = try uniqueColumns(of: table.oid, on: &connection)
    table.privileges = try privileges(of: table.oid, on: &connection)
    return table
  }

  private static func relation(
    schema: String, name: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (TargetTable, mayBePublished: Bool)? {
    let statement = PostgresStatement(
      "find the table",
      """
      SELECT c.oid::int8, c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
        row_security_active(c.oid), c.relhasrules, \(PublicationFault.mayApply)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2
      """, [.text(schema), .text(name)])
    return try connection.query(statement) {
      (result) throws(PostgresError) -> (TargetTable, mayBePublished: Bool)? in
      guard result.rowCount > 0 else { return nil }
      let table = TargetTable(
        oid: try result.int64(0, 0), schema: schema, name: name,
        isPlainTable: try result.bool(0, 1), columns: [], uniqueColumns: [],
        hasRules: try result.bool(0, 3), rowSecurityActive: try result.bool(0, 2), privileges: [])
      return (table, try result.bool(0, 4))
    }
  }

  private static func columns(
    of oid: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [TargetColumn] {
    let statement = PostgresStatement(
      "read the columns",
      """
      SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), t.typname::text,
        a.atttypmod::int8, NOT a.attnotnull, a.atthasdef OR a.attidentity <> '',
        a.attgenerated <> '' OR a.attidentity = 'a', a.attgenerated <> '',
        quote_ident(n.nspname) || '.' || quote_ident(t.typname), a.attnum::int8,
        \(ColumnSequence.columns)
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        JOIN pg_namespace n ON n.oid = t.typnamespace
        \(ColumnSequence.join)
      WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """, [.text(String(oid))])
    return try connection.query(statement) { (result) throws(PostgresError) -> [TargetColumn] in
      var columns: [TargetColumn] = []
      for row in 0..<result.rowCount {
        columns.append(
          TargetColumn(
            name: try result.string(row, 0), number: Int(try result.int64(row, 9)),
            typeText: try result.string(row, 1),
            typeName: try result.string(row, 2),
            modifier: Int(try result.int64(row, 3)),
            nullable: try result.bool(row, 4),
            hasDefault: try result.bool(row, 5),
            isGenerated: try result.bool(row, 6),
            isComputed: try result.bool(row, 7),
            typeSQL: try result.string(row, 8),
            sequence: try ColumnSequence(result, row, from: 10)))
      }
      return columns
    }
  }

  private static func uniqueColumns(
    of oid: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Set<String> {
    let statement = PostgresStatement(
      "read the unique indexes",
      """
      SELECT a.attname::text
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1
        AND i.indpred IS NULL AND i.indexprs IS NULL
      """, [.text(String(oid))])
    return Set(try connection.strings(statement))
  }

  private static func privileges(
    of oid: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(name: String, held: Bool)] {
    let statement = PostgresStatement(
      "read the privileges",
      """
      SELECT p, has_table_privilege($1::oid, p)
      FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) p
      UNION ALL SELECT 'TEMPORARY', has_database_privilege(current_database(), 'TEMPORARY')
      UNION ALL SELECT 'USAGE on schema ' || n.nspname, has_schema_privilege(n.oid, 'USAGE')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1::oid
      UNION ALL SELECT 'USAGE on sequence ' || s.relname,
        has_sequence_privilege(s.oid, 'USAGE') OR has_sequence_privilege(s.oid, 'UPDATE')
        FROM pg_attrdef a JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = a.oid
          JOIN pg_class s ON d.refclassid = 'pg_class'::regclass AND s.oid = d.refobjid
        WHERE a.adrelid = $1::oid AND s.relkind = 'S'
      """, [.text(String(oid))])
    return try connection.query(statement) {
      (result) throws(PostgresError) -> [(name: String, held: Bool)] in
      var held: [(name: String, held: Bool)] = []
      for row in 0..<result.rowCount {
        held.append((try result.string(row, 0), try result.bool(row, 1)))
      }
      return held
    }
  }
}

internal import Basics
package import PostgresDriver

/// Reads what PostgreSQL's catalogs say of the target table; takes no lock on it and writes nothing.
package enum TableReader {
  /// nil when the table does not exist, or the role may not see its schema.
  package static func read(
    schema: String, name: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> TargetTable? {
    guard let found = try relation(schema: schema, name: name, on: &connection) else { return nil }
    var table = found.0
    if found.mayBePublished {
      table.publicationFaults = try PublicationFault.read(table.oid, table.sql, on: &connection)
    }
    table.columns = try columns(of: table.oid, on: &connection)
    table.indexes = try IndexReader.read(of: table.oid, on: &connection)
    table.privileges = try privileges(of: table, on: &connection)
    return table
  }

  private static func relation(
    schema: String, name: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (TargetTable, mayBePublished: Bool)? {
    let statement = PostgresStatement(
      "find the table",
      """
      SELECT c.oid::int8, c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
        row_security_active(c.oid), c.relhasrules, \(PublicationFault.mayApply(to: "c.oid")),
        \(TableState.sql(schema: schema, name: name))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2
      """, [.text(schema), .text(name)])
    return try connection.rowIfPresent(statement) {
      (result, row) throws(PostgresError) -> (TargetTable, mayBePublished: Bool) in
      let table = TargetTable(
        oid: try result.int64(row, 0), schema: schema, name: name,
        state: try result.stringIfPresent(row, 5), isPlainTable: try result.bool(row, 1),
        columns: [], indexes: [], hasRules: try result.bool(row, 3),
        rowSecurityActive: try result.bool(row, 2), privileges: [])
      return (table, try result.bool(row, 4))
    }
  }

  /// A domain's column has the type beneath, with the constraints of every domain in between.
  private static func columns(
    of oid: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [TargetColumn] {
    let statement = PostgresStatement(
      "read the columns",
      """
      WITH RECURSIVE layer AS (
        SELECT a.attnum AS number, a.atttypid AS type, a.atttypmod AS modifier,
          NOT a.attnotnull AS nullable, a.atthasdef OR a.attidentity <> '' AS filled, 0 AS depth
        FROM pg_attribute a
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT l.number, t.typbasetype, t.typtypmod, l.nullable AND NOT t.typnotnull,
          l.filled OR t.typdefault IS NOT NULL, l.depth + 1
        FROM layer l JOIN pg_type t ON t.oid = l.type WHERE t.typtype = 'd'),
      base AS (SELECT DISTINCT ON (number) * FROM layer ORDER BY number, depth DESC)
      SELECT a.attname::text, format_type(a.atttypid, a.atttypmod),
        CASE WHEN b.depth > 0 THEN format_type(b.type, b.modifier) END,
        t.typnamespace::regnamespace || '.' || quote_ident(t.typname),
        bt.typnamespace::regnamespace || '.' || quote_ident(bt.typname), bt.typname::text,
        bt.typnamespace = 'pg_catalog'::regnamespace, b.modifier::int8, b.nullable, b.filled,
        a.attgenerated <> '' OR a.attidentity = 'a', a.attgenerated <> '',
        CASE bt.typtype WHEN 'e' THEN (
          SELECT coalesce(jsonb_agg(e.enumlabel ORDER BY e.enumsortorder), '[]')::text
          FROM pg_enum e WHERE e.enumtypid = bt.oid) END, b.number::int8, \(SequenceUse.column)
      FROM base b JOIN pg_attribute a ON a.attrelid = $1::oid AND a.attnum = b.number
        JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type bt ON bt.oid = b.type
      ORDER BY b.number
      """, [.text(String(oid))])
    return try connection.rows(statement) { (result, row) throws(PostgresError) in
      TargetColumn(
        name: try result.string(row, 0), number: Int(try result.int64(row, 13)),
        typeText: try result.string(row, 1), domainOver: try result.stringIfPresent(row, 2),
        typeSQL: try result.sql(row, 3), baseSQL: try result.sql(row, 4),
        baseName: try result.string(row, 5), isBuiltIn: try result.bool(row, 6),
        modifier: Int(try result.int64(row, 7)),
        labels: labels(try result.stringIfPresent(row, 12)),
        nullable: try result.bool(row, 8), hasDefault: try result.bool(row, 9),
        isGenerated: try result.bool(row, 10), isComputed: try result.bool(row, 11),
        sequenceUse: SequenceUse(rawValue: try result.string(row, 14)) ?? .bound)
    }
  }

  /// nil when the type is not an enum.
  private static func labels(_ list: String?) -> [String]? {
    guard let list, case .array(let labels)? = try? JSONReader.parse(list) else { return nil }
    return labels.compactMap { label in
      if case .string(let text) = label { text } else { nil }
    }
  }

  private static func privileges(
    of table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(name: String, held: Bool)] {
    // A sequence that a default names by a text is in no catalog.
    let named: SQL =
      table.columns.contains { $0.sequenceUse == .byText }
      ? """
      UNION ALL SELECT 'USAGE on sequence ' || s.relname,
        has_sequence_privilege(s.oid, 'USAGE') OR has_sequence_privilege(s.oid, 'UPDATE')
        FROM pg_attribute a CROSS JOIN LATERAL (\(ColumnSequence.named(connection.initialSchemas))) f
          JOIN pg_class s ON s.oid = f.oid
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
      """ : ""
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
        FROM pg_attribute a CROSS JOIN LATERAL \(SequenceUse.filling) v
          JOIN pg_depend d ON d.classid = v.class AND d.objid = v.oid
          JOIN pg_class s ON d.refclassid = 'pg_class'::regclass AND s.oid = d.refobjid
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND s.relkind = 'S'
      \(named)
      """, [.text(String(table.oid))])
    let held = try connection.rows(statement) { (result, row) throws(PostgresError) in
      (name: try result.string(row, 0), held: try result.bool(row, 1))
    }
    // The catalogs give the sequences in no order.
    let sequences = held.filter { $0.name.hasPrefix(TargetTable.sequencePrivilege) }
    return held.filter { !$0.name.hasPrefix(TargetTable.sequencePrivilege) }
      + sequences.sorted { $0.name < $1.name }
  }
}

internal import Basics
package import PostgresDriver

/// Reads what PostgreSQL's catalogs say of the target table; takes no lock on it and writes nothing.
package enum TableReader {
  /// nil when the table does not exist, or the role may not see its schema.
  package static func read(
    schema: String, name: String, on connection: inout PostgresConnection
  ) throws(PostgresError) -> TargetTable? {
    let found = try connection.ask(question(schema: schema, name: name))
    return try whole(found, on: &connection)
  }

  /// The same for a table by its name.
  package static func read(
    _ table: QualifiedName, on connection: inout PostgresConnection
  ) throws(PostgresError) -> TargetTable? {
    try read(schema: table.effectiveSchema, name: table.name, on: &connection)
  }

  /// What the catalogs say of the table in one turn.
  ///
  /// Its parts find the table by its name each: ask with one snapshot, or while the table is locked.
  static func question(schema: String, name: String) -> Question<FoundTable?> {
    let names: [PostgresParameter] = [.text(schema), .text(name)]
    let parts = columns(names).and(IndexReader.question(names)).and(privileges(names))
    return relation(schema: schema, name: name).and(parts).map { relation, parts in
      guard let (relation, mayBePublished) = relation else { return nil }
      var table = relation
      ((table.columns, table.indexes), table.privileges) = parts
      return (table, mayBePublished)
    }
  }

  /// The table with what has to be asked for by itself, because few tables have it.
  static func whole(
    _ found: FoundTable?, on connection: inout PostgresConnection
  ) throws(PostgresError) -> TargetTable? {
    guard let (relation, mayBePublished) = found else { return nil }
    var table = relation
    if mayBePublished {
      table.publicationFaults = try PublicationFault.read(table.oid, table.sql, on: &connection)
    }
    if table.columns.contains(where: { $0.sequenceUse == .byText }) {
      let named = privileges(
        [.text(table.schema), .text(table.name)],
        named: ColumnSequence.named(connection.initialSchemas))
      table.privileges = try connection.ask(named)
    }
    return table
  }

  /// A table, and whether publications may prevent writes to it.
  typealias FoundTable = (TargetTable, mayBePublished: Bool)

  /// The oid of the table with the schema `$1` and the name `$2`, as SQL; NULL without one.
  static let oid: SQL = """
    (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2)
    """

  private static func relation(schema: String, name: String) -> Question<FoundTable?> {
    let statement = PostgresStatement(
      "find the table",
      """
      SELECT c.oid::int8, c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
        row_security_active(c.oid), c.relhasrules, \(PublicationFault.mayApply(to: "c.oid")),
        \(TableState.sql(schema: schema, name: name)), c.reltuples::int8, \(bytes)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2
      """, [.text(schema), .text(name)])
    return .rowIfPresent(statement) { (result, row) throws(PostgresError) -> FoundTable in
      let table = TargetTable(
        oid: try result.int64(row, 0), schema: schema, name: name,
        state: try result.stringIfPresent(row, 5), size: try size(result, row),
        isPlainTable: try result.bool(row, 1),
        columns: [], indexes: [], hasRules: try result.bool(row, 3),
        rowSecurityActive: try result.bool(row, 2), privileges: [])
      return (table, try result.bool(row, 4))
    }
  }

  /// Who asks for the size waits for a lock of the table: where somebody has it to himself, nobody asks.
  private static let bytes: SQL = """
    CASE WHEN NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock'
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
      THEN pg_relation_size(c.oid) END
    """

  private static func size(
    _ result: borrowing PostgresResult, _ row: Int
  ) throws(PostgresError) -> (bytes: Int, rows: Int)? {
    guard let bytes = try result.int64IfPresent(row, 7) else { return nil }
    return (Int(bytes), Int(try result.int64(row, 6)))
  }

  /// A domain's column has the type beneath, with the constraints of every domain in between.
  private static func columns(_ names: [PostgresParameter]) -> Question<[TargetColumn]> {
    let statement = PostgresStatement(
      "read the columns",
      """
      WITH RECURSIVE layer AS (
        SELECT a.attnum AS number, a.atttypid AS type, a.atttypmod AS modifier,
          NOT a.attnotnull AS nullable, a.atthasdef OR a.attidentity <> '' AS filled, 0 AS depth
        FROM pg_attribute a
        WHERE a.attrelid = \(oid) AND a.attnum > 0 AND NOT a.attisdropped
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
      FROM base b JOIN pg_attribute a ON a.attrelid = \(oid) AND a.attnum = b.number
        JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type bt ON bt.oid = b.type
      ORDER BY b.number
      """, names)
    return .rows(statement) { (result, row) throws(PostgresError) in
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

  /// `sequence` selects the one that a default names by a text: it is in no catalog.
  private static func privileges(
    _ names: [PostgresParameter], named sequence: SQL? = nil
  ) -> Question<[(name: String, held: Bool)]> {
    let named: SQL =
      sequence.map {
        """
        UNION ALL SELECT 'USAGE on sequence ' || s.relname,
          has_sequence_privilege(s.oid, 'USAGE') OR has_sequence_privilege(s.oid, 'UPDATE')
          FROM pg_attribute a CROSS JOIN LATERAL (\($0)) f
            JOIN pg_class s ON s.oid = f.oid
          WHERE a.attrelid = \(oid) AND a.attnum > 0 AND NOT a.attisdropped
        """
      } ?? ""
    let statement = PostgresStatement(
      "read the privileges",
      """
      SELECT p, has_table_privilege(\(oid), p)
      FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) p
      UNION ALL SELECT 'TEMPORARY', has_database_privilege(current_database(), 'TEMPORARY')
      UNION ALL SELECT 'USAGE on schema ' || n.nspname, has_schema_privilege(n.oid, 'USAGE')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2
      UNION ALL SELECT 'USAGE on sequence ' || s.relname,
        has_sequence_privilege(s.oid, 'USAGE') OR has_sequence_privilege(s.oid, 'UPDATE')
        FROM pg_attribute a CROSS JOIN LATERAL \(SequenceUse.filling) v
          JOIN pg_depend d ON d.classid = v.class AND d.objid = v.oid
          JOIN pg_class s ON d.refclassid = 'pg_class'::regclass AND s.oid = d.refobjid
        WHERE a.attrelid = \(oid) AND a.attnum > 0 AND NOT a.attisdropped AND s.relkind = 'S'
      \(named)
      """, names)
    let held = Question.rows(statement) { (result, row) throws(PostgresError) in
      // Without a table there is none to have a privilege on.
      (name: try result.string(row, 0), held: try result.boolIfPresent(row, 1) ?? false)
    }
    return held.map { held in
      // The catalogs give the sequences in no order.
      let sequences = held.filter { $0.name.hasPrefix(TargetTable.sequencePrivilege) }
      return held.filter { !$0.name.hasPrefix(TargetTable.sequencePrivilege) }
        + sequences.sorted { $0.name < $1.name }
    }
  }
}

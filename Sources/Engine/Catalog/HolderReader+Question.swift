package import PostgresDriver

/// One column that the catalogs show, and what they say of its table.
struct HoldingRow {
  let table: HoldingTable
  let column: HoldingTable.Column
  let typeText: String
  /// True for a column that PostgreSQL computes of others: it follows them.
  let isComputed: Bool
  let problems: [HolderReader.Problem]
  /// The privileges on the table, and on its schema, that the role lacks.
  let lacking: [String]
}

extension HolderReader {
  /// The columns as `places` (`rel`, `name`, and in `owns` the partitions that alone hold ids there), as the parts of a
  /// WITH RECURSIVE under a search path that has the catalogs; `roots` are rows of a table's name and a column's.
  ///
  /// A partition counts with its parent, a copy of a foreign key with the original.
  package static func places(from roots: [SQL]) -> SQL {
    """
    pairs AS (
        SELECT c.conrelid AS own, coalesce(pg_partition_root(c.conrelid)::oid, c.conrelid) AS rel,
          a.attname::text COLLATE "C" AS name,
          coalesce(pg_partition_root(c.confrelid)::oid, c.confrelid) AS target,
          ta.attname::text COLLATE "C" AS target_name
        FROM pg_constraint c CROSS JOIN unnest(c.conkey, c.confkey) AS pair (own, target)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.own
          JOIN pg_attribute ta ON ta.attrelid = c.confrelid AND ta.attnum = pair.target
        WHERE c.contype = 'f' AND c.conparentid = 0),
      roots (own, rel, name) AS (
        SELECT x.rel::regclass::oid, coalesce(pg_partition_root(x.rel::regclass)::oid, x.rel::regclass::oid),
          x.name COLLATE "C"
        FROM (VALUES \(roots)) x (rel, name)),
      holds (rel, name) AS (
        SELECT r.rel, r.name FROM roots r
        UNION SELECT p.rel, p.name FROM holds h JOIN pairs p ON p.target = h.rel AND p.target_name = h.name),
      places AS (
        SELECT s.rel, s.name, CASE WHEN NOT bool_or(s.own = s.rel) THEN array_agg(s.own) END AS owns
        FROM (SELECT r.own, r.rel, r.name FROM roots r
          UNION SELECT p.own, p.rel, p.name
          FROM holds h JOIN pairs p ON p.target = h.rel AND p.target_name = h.name) s
        GROUP BY s.rel, s.name)
    """
  }

  /// A row for each column.
  func question(_ roots: [ReferringColumn]) -> PostgresStatement {
    let names = [(table.sql, id)] + roots.map { ($0.sql, $0.pairs[0].column) }
    let rows = names.map { table, column -> SQL in "(\(literal: table.text), \(literal: column))" }
    return PostgresStatement(
      "look for the columns that hold ids",
      """
      WITH RECURSIVE \(Self.places(from: rows)),
        layer (rel, number, type) AS (
          SELECT l.rel, a.attnum, a.atttypid FROM places l
            JOIN pg_attribute a ON a.attrelid = l.rel AND a.attname = l.name AND NOT a.attisdropped
          UNION ALL SELECT l.rel, l.number, t.typbasetype
          FROM layer l JOIN pg_type t ON t.oid = l.type WHERE t.typtype = 'd')
      SELECT k.oid::int8, n.nspname::text, k.relname::text, a.attname::text,
        bt.typnamespace::regnamespace || '.' || quote_ident(bt.typname), format_type(a.atttypid, a.atttypmod),
        CASE WHEN bt.typnamespace = 'pg_catalog'::regnamespace THEN bt.typname::text ELSE '' END,
        (SELECT quote_ident(cn.nspname) || '.' || quote_ident(co.collname) FROM pg_collation co
          JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation),
        a.attgenerated <> '', a.attidentity = 'a',
        (SELECT array_agg(p.relid::oid)::text FROM unnest(l.owns) o (oid), pg_partition_tree(o.oid::regclass) p
          WHERE p.isleaf),
        k.relkind IN ('r', 'p'), k.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = k.oid),
        row_security_active(k.oid),
        concat_ws(',', CASE WHEN NOT has_table_privilege(k.oid, 'SELECT') THEN 'SELECT' END,
          CASE WHEN NOT has_table_privilege(k.oid, 'UPDATE') THEN 'UPDATE' END,
          CASE WHEN NOT has_schema_privilege(n.oid, 'USAGE') THEN 'USAGE of the schema' END),
        (SELECT CASE WHEN max(x.reltuples) < 0 THEN -1 ELSE sum(greatest(x.reltuples, 0)) END
          FROM pg_class x WHERE x.oid IN (\(leaves)))::int8,
        \(isIndexed), \(isPinned), \(hasTriggers),
        EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = k.oid AND w.ev_type = '2' AND w.ev_enabled <> 'D'),
        \(isVague)
      FROM places l JOIN pg_class k ON k.oid = l.rel JOIN pg_namespace n ON n.oid = k.relnamespace
        JOIN pg_attribute a ON a.attrelid = l.rel AND a.attname = l.name AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        JOIN layer b ON b.rel = l.rel AND b.number = a.attnum
        JOIN pg_type bt ON bt.oid = b.type AND bt.typtype <> 'd'
      ORDER BY k.oid, a.attnum
      """)
  }

  /// The oids of the tables that have the rows of `k`.
  private var leaves: SQL {
    """
    SELECT k.oid WHERE k.relkind <> 'p'
          UNION ALL SELECT p.relid::oid FROM pg_partition_tree(k.oid::regclass) p WHERE p.isleaf
    """
  }

  /// A text that is compared by other rules than the ids themselves, so that it may be several people's.
  private var isVague: SQL {
    """
    EXISTS (SELECT FROM pg_collation co WHERE co.oid = a.attcollation AND NOT co.collisdeterministic)
          AND NOT EXISTS (SELECT FROM pg_attribute i JOIN pg_collation co ON co.oid = i.attcollation
            WHERE i.attrelid = \(literal: "\(table.oid)")::oid AND i.attname = \(literal: id) AND NOT co.collisdeterministic)
    """
  }

  /// An index without a condition, or with the one that the column is not null, that begins with it.
  private var isIndexed: SQL {
    """
    NOT EXISTS (SELECT FROM (\(leaves)) leaf (oid) WHERE NOT EXISTS (
          SELECT FROM pg_index i JOIN pg_attribute x ON x.attrelid = i.indrelid AND x.attnum = i.indkey[0]
          WHERE i.indrelid = leaf.oid AND i.indisvalid AND x.attname = a.attname
            AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', x.attname))))
    """
  }

  /// One that fires before a row is written, which may keep it as it is.
  private var hasTriggers: SQL {
    """
    EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid IN (\(leaves)) AND NOT g.tgisinternal
          AND g.tgtype & 3 = 3 AND g.tgenabled <> 'D')
    """
  }

  private var isPinned: SQL {
    """
    EXISTS (SELECT FROM pg_constraint c CROSS JOIN unnest(c.conkey, c.confkey) AS pair (own, target)
          JOIN pg_attribute o ON o.attrelid = c.conrelid AND o.attnum = pair.own
          JOIN pg_attribute ta ON ta.attrelid = c.confrelid AND ta.attnum = pair.target
        WHERE c.contype = 'f' AND c.conparentid = 0 AND NOT c.condeferrable AND o.attname = a.attname
          AND coalesce(pg_partition_root(c.conrelid)::oid, c.conrelid) = k.oid
          AND NOT EXISTS (SELECT FROM places h WHERE h.name = ta.attname
            AND h.rel = coalesce(pg_partition_root(c.confrelid)::oid, c.confrelid)))
    """
  }

  /// Reads a row of the question's answer.
  func row(
    _ result: borrowing PostgresResult, _ row: Int
  ) throws(PostgresError) -> HoldingRow {
    let base = try result.string(row, 6)
    let collation = try result.sqlIfPresent(row, 7)
    let (isIdentity, isVague) = (try result.bool(row, 9), try result.bool(row, 20))
    let parts = try result.stringIfPresent(row, 10)
    let comparison = comparison(base, collation)
    let column = HoldingTable.Column(
      name: try result.string(row, 3), type: try result.sql(row, 4),
      comparison: comparison ?? .asIs,
      parts: parts.map { "\(literal: $0)::pg_catalog.oid[]" }, isIndexed: try result.bool(row, 16),
      isPinned: try result.bool(row, 17))
    let holder = HoldingTable(
      oid: try result.int64(row, 0), schema: try result.string(row, 1),
      name: try result.string(row, 2), rows: try result.int64(row, 15),
      hasTriggers: try result.bool(row, 18), columns: [])
    let problems: [(Problem, Bool)] = [
      (.isNoTable, !(try result.bool(row, 11))), (.hasHeirs, try result.bool(row, 12)),
      (.hasRules, try result.bool(row, 19)),
      (.isUnfit, comparison == nil || isIdentity || isVague),
      (.hidesRows, try result.bool(row, 13) && holder.oid != table.oid),
    ]
    return HoldingRow(
      table: holder, column: column, typeText: try result.string(row, 5),
      isComputed: try result.bool(row, 8), problems: problems.filter(\.1).map(\.0),
      lacking: try result.string(row, 14).split(separator: ",").map(String.init))
  }

  /// nil for a type that cannot hold the table's ids.
  private func comparison(_ base: String, _ collation: SQL?) -> HoldingTable.Comparison? {
    let ids = table.column(id)?.baseName ?? ""
    switch base {
    case "uuid": return ids == "uuid" ? .asIs : nil
    case "int2", "int4", "int8": return Self.integers.contains(ids) ? .asIs : nil
    case "numeric": return Self.integers.contains(ids) ? .number : nil
    case "text", "varchar": return .text(collation: collation ?? "pg_catalog.\"default\"")
    default: return nil
    }
  }

  private static let integers = ["int2", "int4", "int8"]
}

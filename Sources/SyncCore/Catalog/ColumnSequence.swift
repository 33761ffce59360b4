internal import PostgresDriver

/// The sequence that fills a column whenever a row is created without a value for it: that of a serial or
/// identity column, or of any default that is `nextval` of one with nothing more than casts.
struct ColumnSequence: Equatable, Sendable {
  /// The name with its schema.
  var sql: SQL
  var oid: Int64
  /// Not 0; negative for one that goes down.
  var increment: Int64
  var minimum: Int64
  var maximum: Int64
  /// True when it cycles at its end.
  var cycles: Bool
  /// True when this role may read it, which always shows where it stands.
  var isReadable: Bool
  /// True when this role may draw from it, which shows where it stands once it has been drawn from.
  var isUsable: Bool
  /// True when its values have to differ from those of the rows.
  var isUnique: Bool
  /// True when a trigger may put another value in its place.
  var mayBeOverruled: Bool

  /// The columns that `init` takes from a query that has `join`; NULL where the column has no sequence.
  static let columns: SQL = """
    s.name, s.oid::int8, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle,
      has_sequence_privilege(s.oid, 'SELECT') AND has_schema_privilege(s.schema, 'USAGE'),
      has_sequence_privilege(s.oid, 'USAGE'),
      s.is_unique, s.is_overruled
    """

  /// Finds the sequence of the column `a`, a row of `pg_attribute`; `path` is the schemas of the session's
  /// own search path, an array of names.
  static func join(path: SQL) -> SQL {
    """
    LEFT JOIN LATERAL (
      SELECT quote_ident(sn.nspname) || '.' || quote_ident(k.relname) AS name, k.oid, sn.oid AS schema,
        q.*,
        EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
          AND i.indkey[0] = a.attnum AND i.indnkeyatts = 1 AND i.indpred IS NULL) AS is_unique,
        EXISTS (SELECT FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
            JOIN pg_language l ON l.oid = f.prolang
          WHERE g.tgrelid = a.attrelid AND g.tgenabled IN ('O', 'A') AND NOT g.tgisinternal
            AND g.tgtype & 7 = 7 AND (l.lanname <> 'plpgsql'
              OR f.prosrc ~* ('new\\s*\\.\\s*"?' || regexp_replace(a.attname, '(\\W)', '\\\\\\1', 'g')
                || '"?\\s*:?=|\\minto\\s+(strict\\s+)?new\\M|\\mnew\\s*:?='))) AS is_overruled
      FROM (
          SELECT CASE d.deptype WHEN 'i' THEN d.objid ELSE d.refobjid END AS oid FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'i'
              AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
              AND d.refobjsubid = a.attnum
            OR d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
              AND d.objid = (SELECT ad.oid FROM pg_attrdef ad WHERE ad.adrelid = a.attrelid
                AND ad.adnum = a.attnum AND pg_get_expr(ad.adbin, ad.adrelid)
                  ~ '^\\(*nextval\\(''([^'']|'''')*''::regclass\\)\(casts)$')
          UNION ALL (\(named(path: path)))
        ) f JOIN pg_class k ON k.relkind = 'S' AND k.oid = f.oid
        JOIN pg_namespace sn ON sn.oid = k.relnamespace JOIN pg_sequence q ON q.seqrelid = k.oid
      LIMIT 1) s ON true
    """
  }

  /// Casts after a value, as a regular expression in a text of SQL: `(nextval('ids'::regclass))::text`.
  private static let casts: SQL = #"(?:\)*::[[:alnum:]_". ]+(?:\([0-9,]+\))?)*\)*"#

  /// Selects the oid of the sequence that a default of the column `a` names by a text
  /// (`nextval('ids'::text)`): PostgreSQL looks it up whenever it draws a value, along the session's own
  /// search path, and no catalog records it.
  static func named(path: SQL) -> SQL {
    let part: SQL = #"("(?:[^"]|"")+"|[[:alpha:]_][[:alnum:]_$]*)"#
    let name = { (place: Int) -> SQL in
      """
      CASE WHEN n.parts[\(place)] LIKE '"%'
          THEN replace(substr(n.parts[\(place)], 2, length(n.parts[\(place)]) - 2), '""', '"')
          ELSE lower(n.parts[\(place)] COLLATE "C") END
      """
    }
    return """
      SELECT k.oid FROM pg_attrdef ad
        CROSS JOIN LATERAL (SELECT regexp_match(pg_get_expr(ad.adbin, ad.adrelid),
          '^\\(*nextval\\(\\(+''((?:[^'']|'''')*)''::(?:text|character varying)(?:\\)::text)?\\)::regclass\\)'
            || '\(casts)$') AS texts) t
        CROSS JOIN LATERAL (SELECT regexp_match(replace(t.texts[1], '''''', ''''),
          '^(?:\(part)[.])?\(part)$') AS parts) n
        JOIN pg_class k ON k.relkind = 'S' AND k.relname = \(name(2))
        JOIN pg_namespace s ON s.oid = k.relnamespace
          AND CASE WHEN n.parts[1] IS NULL THEN s.nspname = ANY (\(path))
            ELSE s.nspname = \(name(1)) END
      WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum
      ORDER BY array_position(\(path), s.nspname) LIMIT 1
      """
  }

  /// Reads the columns starting at number `first`; nil where they are NULL.
  init?(
    _ result: borrowing PostgresResult, _ row: Int, from first: Int
  ) throws(PostgresError) {
    if result.isNull(row, first) { return nil }
    sql = try result.sql(row, first)
    oid = try result.int64(row, first + 1)
    increment = try result.int64(row, first + 2)
    minimum = try result.int64(row, first + 3)
    maximum = try result.int64(row, first + 4)
    cycles = try result.bool(row, first + 5)
    isReadable = try result.bool(row, first + 6)
    isUsable = try result.bool(row, first + 7)
    isUnique = try result.bool(row, first + 8)
    mayBeOverruled = try result.bool(row, first + 9)
  }
}

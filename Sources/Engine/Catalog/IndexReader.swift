internal import PostgresDriver

/// Reads what PostgreSQL's catalogs say of a table's indexes.
enum IndexReader {
  /// Ordered by name; none that is being dropped.
  ///
  /// `names` are the schema and the name of the table.
  static func question(_ names: [PostgresParameter]) -> Question<[TargetIndex]> {
    Question(statement(names)) { (result) throws(PostgresError) in
      var indexes: [TargetIndex] = []
      var last: Int64?
      for row in 0..<result.rowCount {
        let column = try result.stringIfPresent(row, 8)
        let key = try result.int64(row, 0)
        if key == last, let column {
          indexes[indexes.count - 1].columns?.append(column)
        } else {
          indexes.append(
            TargetIndex(
              name: try result.string(row, 1), keys: try result.string(row, 2),
              columns: try result.bool(row, 7) ? [column].compactMap(\.self) : nil,
              isUnique: try result.bool(row, 3), isValid: try result.bool(row, 4),
              condition: try result.stringIfPresent(row, 5),
              keepsValues: try result.bool(row, 6), isPlain: try result.bool(row, 9)))
        }
        last = key
      }
      return indexes
    }
  }

  /// Functions that return NULL only for NULL.
  private static let keeping: SQL = """
    'lower', 'upper', 'btrim', 'ltrim', 'rtrim', 'normalize', 'casefold', 'replace', 'translate', 'md5',
    'text', 'varchar', 'bpchar', 'citext', 'reverse', 'sha256', 'convert_to'
    """

  /// What an expression is made of is in its stored form, in the words of PostgreSQL's own
  /// sources: columns by number, functions by oid.
  private static func statement(_ names: [PostgresParameter]) -> PostgresStatement {
    PostgresStatement(
      "read the indexes",
      """
      -- Apart, so that no index of a table that another session drops is ever looked into.
      WITH live AS MATERIALIZED (
        SELECT * FROM pg_index WHERE indrelid = \(TableReader.oid) AND indislive),
      i AS (
        SELECT live.*, live.indexprs::text AS tree,
          (string_to_array(live.indkey::text, ' '))[1:live.indnkeyatts] AS own
        -- One that was dropped since has no definition any more.
        FROM live WHERE pg_get_indexdef(live.indexrelid) IS NOT NULL),
      part AS (
        SELECT i.indexrelid, k::int AS number FROM i, unnest(i.own) k WHERE k <> '0'
        UNION SELECT i.indexrelid, m[1]::int
          FROM i, regexp_matches(i.tree, ':varattno (-?[0-9]+)', 'g') m)
      SELECT i.indexrelid::int8, c.relname::text,
        (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, false), ', ' ORDER BY k)
          FROM generate_series(1, i.indnkeyatts) k),
        i.indisunique, i.indisvalid AND i.indisready, pg_get_expr(i.indpred, i.indrelid),
        i.tree IS NULL OR i.tree !~ ':constisnull true' AND NOT EXISTS (
            SELECT FROM regexp_matches(i.tree, '\\{([A-Z]+)', 'g') m
            WHERE m[1] NOT IN
              ('VAR', 'CONST', 'FUNCEXPR', 'RELABELTYPE', 'COLLATEEXPR', 'COERCEVIAIO'))
          AND NOT EXISTS (
            SELECT FROM regexp_matches(i.tree, ':funcid ([0-9]+)', 'g') m
              JOIN pg_proc p ON p.oid = m[1]::oid
            WHERE NOT p.proisstrict OR p.prolang NOT IN (SELECT oid FROM pg_language
                WHERE lanname IN ('internal', 'c')) OR p.proname NOT IN (\(keeping))),
        NOT EXISTS (SELECT FROM part p WHERE p.indexrelid = i.indexrelid AND p.number <= 0),
        a.attname::text,
        i.indnkeyatts = 1 AND i.tree IS NULL
          AND (o.opcdefault OR o.opcname IN ('text_pattern_ops', 'varchar_pattern_ops'))
          AND (i.indcollation[0] = a.attcollation
            OR coalesce(l.collisdeterministic, true))
      FROM i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_opclass o ON o.oid = i.indclass[0]
        LEFT JOIN part p ON p.indexrelid = i.indexrelid
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.number AND p.number > 0
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
      ORDER BY c.relname, i.indexrelid, p.number
      """, names)
  }
}

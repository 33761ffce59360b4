package import Basics
package import PostgresDriver

/// Whether a sequence fills a column, as far as its definition begins to tell.
package enum SequenceUse: String, CaseIterable {
  case none
  /// By an identity, or by a default that the catalogs tie to the sequence.
  case bound
  /// By a default that names it by a text: see `ColumnSequence.named`.
  case byText

  /// One of these words for the column `a`, a row of `pg_attribute`.
  static let column: SQL = """
    (SELECT CASE WHEN a.attidentity <> '' OR d.value ~ '^\\(*nextval\\(''' THEN \(bound)
        WHEN d.value ~ '^\\(*nextval\\(\\(' THEN \(byText) ELSE \(none) END
      FROM (SELECT (SELECT value FROM \(filling) f)) d(value))
    """

  /// What fills the column `a`, as a row with its place in the catalogs and its text: its own default before that
  /// of its domain, in the order of these catalogs' oids, which are fixed.
  static let filling: SQL = """
    (SELECT ad.tableoid AS class, ad.oid, pg_get_expr(ad.adbin, ad.adrelid) AS value FROM pg_attrdef ad
      WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum
      UNION ALL SELECT y.tableoid, y.oid, pg_get_expr(y.typdefaultbin, 0) FROM pg_type y
      WHERE y.oid = a.atttypid AND y.typdefaultbin IS NOT NULL
      ORDER BY class DESC LIMIT 1)
    """
}

/// The sequence that fills a column whenever a row is created without a value for it: that of a serial or
/// identity column, or of any default that is `nextval` of one with nothing more than casts.
package struct ColumnSequence: Equatable, Sendable {
  /// The name with its schema.
  package var sql: SQL
  package var oid: Int64
  /// Not 0; negative for one that goes down.
  package var increment: Int64
  package var minimum: Int64
  package var maximum: Int64
  /// True when it cycles at its end.
  package var cycles: Bool
  /// True when this role may read it, which always shows where it stands.
  package var isReadable: Bool
  /// True when this role may draw from it, which shows where it stands once it has been drawn from.
  package var isUsable: Bool
  /// True when its values have to differ from those of the rows.
  package var isUnique: Bool
  /// True when a trigger may put another value in its place.
  package var mayBeOverruled: Bool

  /// Reads the sequences of the table's columns, by the columns' names.
  package static func read(
    _ table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [String: ColumnSequence] {
    if !table.columns.contains(where: { $0.sequenceUse != .none }) { return [:] }
    let named: SQL =
      table.columns.contains { $0.sequenceUse == .byText }
      ? "UNION ALL (\(named(connection.initialSchemas)))" : ""
    let statement = PostgresStatement(
      "read the sequences",
      """
      SELECT a.attname::text, k.relnamespace::regnamespace || '.' || quote_ident(k.relname), k.oid::int8,
        q.seqincrement, q.seqmin, q.seqmax, q.seqcycle, has_sequence_privilege(k.oid, 'SELECT')
          AND has_schema_privilege(k.relnamespace, 'USAGE'),
        has_sequence_privilege(k.oid, 'USAGE'),
        EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
          AND i.indkey[0] = a.attnum AND i.indnkeyatts = 1 AND i.indpred IS NULL),
        EXISTS (SELECT FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
            JOIN pg_language l ON l.oid = f.prolang
          WHERE g.tgrelid = a.attrelid AND g.tgenabled IN ('O', 'A') AND NOT g.tgisinternal
            AND g.tgtype & 7 = 7 AND (l.lanname <> 'plpgsql'
              OR f.prosrc ~* ('new\\s*\\.\\s*"?' || regexp_replace(a.attname, '(\\W)', '\\\\\\1', 'g')
                || '"?\\s*:?=|\\minto\\s+(strict\\s+)?new\\M|\\mnew\\s*:?=')))
      FROM pg_attribute a CROSS JOIN LATERAL (
          SELECT CASE d.deptype WHEN 'i' THEN d.objid ELSE d.refobjid END AS oid FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'i'
              AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
              AND d.refobjsubid = a.attnum
            OR d.refclassid = 'pg_class'::regclass
              AND (d.classid, d.objid) = (SELECT v.class, v.oid FROM \(SequenceUse.filling) v
                WHERE v.value ~ '^\\(*nextval\\(''([^'']|'''')*''::regclass\\)\(casts)$')
          \(named)
        ) f JOIN pg_class k ON k.relkind = 'S' AND k.oid = f.oid JOIN pg_sequence q ON q.seqrelid = k.oid
      WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
      """, [.text(String(table.oid))])
    let found = try connection.rows(statement) { (result, row) throws(PostgresError) in
      (try result.string(row, 0), try ColumnSequence(result, row, from: 1))
    }
    return Dictionary(found) { first, _ in first }
  }

  /// Why no row can be created: columns other than `mapped` whose default names by a text a sequence that is
  /// not there.
  package static func missing(
    _ table: TargetTable, mapped: Set<String>, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [SyncFailure] {
    if !table.columns.contains(where: { $0.sequenceUse == .byText }) { return [] }
    let question = PostgresStatement(
      "look for missing sequences",
      """
      SELECT a.attname::text, v.value FROM pg_attribute a CROSS JOIN LATERAL \(SequenceUse.filling) v
        CROSS JOIN LATERAL (\(named(connection.initialSchemas))) f
      WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND f.oid IS NULL
      ORDER BY a.attnum
      """, [.text(String(table.oid))])
    let found = try connection.rows(question) { (result, row) throws(PostgresError) in
      (column: try result.string(row, 0), filling: try result.string(row, 1))
    }
    return found.filter { !mapped.contains($0.column) }.map {
      SyncFailure(
        .unfit, .plan,
        "the default of the column \"\($0.column)\" names a sequence that is not there: \($0.filling)",
        hint:
          "run: ALTER TABLE \(table.sql) ALTER \(SQL(identifier: $0.column)) SET DEFAULT nextval(…)"
          + " with its present name; a name without a schema is looked for along the search path")
    }
  }

  /// Casts after a value, as a regular expression in a text of SQL: `(nextval('ids'::regclass))::text`.
  private static let casts: SQL = #"(?:\)*::[[:alnum:]_". ]+(?:\([0-9,]+\))?)*\)*"#

  /// Selects the oid of the sequence that a default of the column `a` names by a text
  /// (`nextval('ids'::text)`): PostgreSQL looks it up whenever it draws a value, along the session's own
  /// search path, of which `schemas` is the text, and no catalog records it. NULL where it is not there.
  static func named(_ schemas: String) -> SQL {
    let path: SQL = "\(literal: schemas)::name[]"
    let part: SQL = #"("(?:[^"]|"")+"|[[:alpha:]_][[:alnum:]_$]*)"#
    let name = { (place: Int) -> SQL in
      """
      CASE WHEN n.parts[\(place)] LIKE '"%'
          THEN replace(substr(n.parts[\(place)], 2, length(n.parts[\(place)]) - 2), '""', '"')
          ELSE lower(n.parts[\(place)] COLLATE "C") END
      """
    }
    return """
      SELECT k.oid FROM \(SequenceUse.filling) ad
        CROSS JOIN LATERAL (SELECT regexp_match(ad.value,
          '^\\(*nextval\\(\\(+''((?:[^'']|'''')*)''::(?:text|character varying)(?:\\)::text)?\\)::regclass\\)'
            || '\(casts)$') AS texts) t
        CROSS JOIN LATERAL (SELECT regexp_match(replace(t.texts[1], '''''', ''''),
          '^(?:\(part)[.])?\(part)$') AS parts) n
        LEFT JOIN (pg_class k JOIN pg_namespace s ON s.oid = k.relnamespace AND k.relkind = 'S')
          ON k.relname = (\(name(2)))::name AND CASE WHEN n.parts[1] IS NULL
            THEN s.nspname = ANY (\(path)) ELSE s.nspname = (\(name(1)))::name END
      WHERE n.parts IS NOT NULL
      ORDER BY array_position(\(path), s.nspname) LIMIT 1
      """
  }

  private init(
    _ result: borrowing PostgresResult, _ row: Int, from first: Int
  ) throws(PostgresError) {
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

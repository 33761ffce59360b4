package import PostgresDriver

/// Finds the columns of other tables that refer to the target's rows.
package struct ReferenceReader: Sendable {
  private let table: TargetTable
  /// The name of the target's id column.
  private let id: String
  private let named: [NamedReference]

  /// `named` are the columns that no foreign key reveals.
  package init(_ table: TargetTable, id: String, named: [NamedReference]) {
    (self.table, self.id, self.named) = (table, id, named)
  }

  /// The foreign keys on the table by the names of their tables, then the columns named, in their order;
  /// a column that is both appears once.
  package func columns(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ReferringColumn] {
    try columns(beside: try connection.ask(foreignKeys), on: &connection)
  }

  /// The same where the `foreignKeys` are known.
  package func columns(
    beside foreignKeys: [ReferringColumn], on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ReferringColumn] {
    var columns = foreignKeys
    for reference in named {
      let column = try self.column(reference, on: &connection)
      let isThere = columns.contains { known in
        known.schema == column.schema && known.table == column.table
          && known.pairs.map(\.column) == column.pairs.map(\.column)
      }
      if !isThere { columns.append(column) }
    }
    return columns
  }

  /// The foreign keys alone. A partition's copy of one counts with its parent's.
  package var foreignKeys: Question<[ReferringColumn]> {
    let question = PostgresStatement(
      "read the foreign keys",
      """
      SELECT c.oid::int8, c.conname::text, c.confdeltype::text, n.nspname::text, k.relname::text,
        a.attname::text, ta.attname::text,
        quote_ident(o.nspname) || '.' || p.oprname,
        has_schema_privilege(n.oid, 'USAGE') AND (has_table_privilege(k.oid, 'SELECT')
          OR has_column_privilege(k.oid, a.attnum, 'SELECT')),
        row_security_active(k.oid)
      FROM pg_constraint c
        JOIN pg_class k ON k.oid = c.conrelid JOIN pg_namespace n ON n.oid = k.relnamespace
        CROSS JOIN unnest(c.conkey, c.confkey, c.conpfeqop)
          WITH ORDINALITY AS pair (own, target, equal, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.own
        JOIN pg_attribute ta ON ta.attrelid = c.confrelid AND ta.attnum = pair.target
        JOIN pg_operator p ON p.oid = pair.equal JOIN pg_namespace o ON o.oid = p.oprnamespace
      WHERE c.contype = 'f' AND c.confrelid = $1::oid AND c.conparentid = 0
      ORDER BY n.nspname, k.relname, c.conname, c.oid, pair.place
      """, [.text(String(table.oid))])
    return Question(question) { (result) throws(PostgresError) in
      var columns: [ReferringColumn] = []
      var last: Int64?
      for row in 0..<result.rowCount {
        let pair = ReferringColumn.Pair(
          column: try result.string(row, 5), target: try result.string(row, 6),
          equality: .by(operator: try result.sql(row, 7)))
        let isReadable = try result.bool(row, 8)
        let key = try result.int64(row, 0)
        if key == last {
          columns[columns.count - 1].pairs.append(pair)
        } else {
          columns.append(
            ReferringColumn(
              origin: .foreignKey(
                name: try result.string(row, 1), onDelete: Self.rule(try result.string(row, 2))),
              schema: try result.string(row, 3), table: try result.string(row, 4), pairs: [pair],
              isPartial: try result.bool(row, 9)))
        }
        if !isReadable { columns[columns.count - 1].problem = .notReadable }
        last = key
      }
      return columns
    }
  }

  private static func rule(_ letter: String) -> String {
    switch letter {
    case "r": "restrict"
    case "c": "cascade"
    case "n": "set null"
    case "d": "set default"
    default: "no action"
    }
  }

  /// What the catalogs say of a column that the settings name; a view will do as well as a table.
  private func column(
    _ reference: NamedReference, on connection: inout PostgresConnection
  ) throws(PostgresError) -> ReferringColumn {
    if let problem = try ambiguity(reference, on: &connection) {
      return ReferringColumn(
        origin: .settings, schema: QualifiedName.defaultSchema, table: reference.table.name,
        pairs: [ReferringColumn.Pair(column: reference.column, target: id, equality: .text)],
        problem: problem, isPartial: false)
    }
    let schema = reference.table.effectiveSchema
    let question = PostgresStatement(
      "look for a column that refers to clients",
      """
      SELECT a.attnum IS NOT NULL,
        CASE WHEN y.typcategory = 'A' THEN 'array'
          WHEN y.oid = ty.oid AND y.typnamespace = 'pg_catalog'::regnamespace
            OR y.typname IN ('int2', 'int4', 'int8') AND ty.typname IN ('int2', 'int4', 'int8')
              OR y.typname IN ('int2', 'int4', 'int8', 'numeric')
                AND ty.typname IN ('int2', 'int4', 'int8', 'numeric')
            THEN 'equal'
          WHEN y.typcategory = 'S' OR y.oid = ty.oid OR a.attnum IS NULL
            THEN 'text' ELSE 'other' END,
        has_schema_privilege(n.oid, 'USAGE') AND (has_table_privilege(k.oid, 'SELECT')
          OR coalesce(has_column_privilege(k.oid, a.attnum, 'SELECT'), false)),
        row_security_active(k.oid), coalesce(format_type(a.atttypid, NULL), '')
      FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = k.oid AND a.attname = $3 AND a.attnum > 0
          AND NOT a.attisdropped
        LEFT JOIN pg_type y ON y.oid = a.atttypid
        LEFT JOIN pg_attribute ta ON ta.attrelid = $4::oid AND ta.attname = $5
        LEFT JOIN pg_type ty ON ty.oid = ta.atttypid
      WHERE n.nspname = $1 AND k.relname = $2 AND k.relkind IN ('r', 'p', 'v', 'm', 'f')
      """,
      [
        .text(schema), .text(reference.table.name), .text(reference.column),
        .text(String(table.oid)), .text(id),
      ])
    var column = ReferringColumn(
      origin: .settings, schema: schema, table: reference.table.name,
      pairs: [ReferringColumn.Pair(column: reference.column, target: id, equality: .text)],
      problem: .noTable, isPartial: false)
    _ = try connection.rowIfPresent(question) { (result, row) throws(PostgresError) in
      switch try result.string(row, 1) {
      case "array": column.pairs[0].equality = .member
      case "equal": column.pairs[0].equality = .by(operator: "pg_catalog.=")
      default: break
      }
      column.isPartial = try result.bool(row, 3)
      let isReadable = try result.bool(row, 2)
      column.problem = try result.bool(row, 0) ? (isReadable ? nil : .notReadable) : .noColumn
      if column.problem == nil, try result.string(row, 1) == "other" {
        column.problem = .noID(type: try result.string(row, 4))
      }
    }
    return column
  }

  /// Why the table that the settings name is ambiguous; nil when it is not, or does not exist at all.
  private func ambiguity(
    _ reference: NamedReference, on connection: inout PostgresConnection
  ) throws(PostgresError) -> ReferringColumn.Problem? {
    guard reference.table.schema == nil, !NameMeaning.isPlain(connection) else { return nil }
    let meaning = try NameMeaning(reference.table.name, on: &connection)
    guard let problem = meaning.problem else { return nil }
    let column = QualifiedName(name: reference.column).text
    return .ambiguous(problem: problem, candidates: meaning.candidates(suffix: ".\(column)"))
  }
}

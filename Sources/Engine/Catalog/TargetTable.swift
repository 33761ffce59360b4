package import PostgresDriver

/// The target table as PostgreSQL's catalogs describe it.
package struct TargetTable: Sendable {
  package var oid: Int64
  package var schema: String
  package var name: String
  /// What `TableState` says of it, from the moment before the rest was read.
  package var state: String?
  /// The bytes of its rows on disk, dead ones included, without indexes and TOAST, and how many rows
  /// PostgreSQL last took it to have, -1 before it ever looked; nil while somebody has the table to himself.
  package var size: (bytes: Int, rows: Int)?
  /// True for an ordinary table without children: unique indexes do not span children, so neither
  /// inheritance nor partitions can hold what matching by email needs.
  package var isPlainTable: Bool
  package var columns: [TargetColumn]
  var indexes: [TargetIndex]
  /// True when it has rules that rewrite statements.
  package var hasRules: Bool
  /// True when row-level security filters what this role sees or writes.
  package var rowSecurityActive: Bool
  /// What the role may do with the table and what a sync needs around it, by name: `SELECT`,
  /// `INSERT`, `UPDATE`, `TEMPORARY`, `USAGE on sequence …`.
  package var privileges: [(name: String, held: Bool)]
  /// How the name of a right on a sequence begins.
  static let sequencePrivilege = "USAGE on sequence "
  /// Why publications prevent its rows from being updated or deleted; empty when they do not.
  package var publicationFaults: [PublicationFault] = []

  /// The name with its schema.
  package var sql: SQL { "\(identifier: schema).\(identifier: name)" }

  /// nil when the column does not exist.
  package func column(_ name: String) -> TargetColumn? {
    columns.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// True when an index may keep two rows from having one value in the column, alone or together with others.
  package func mayForbidRepeats(in column: String) -> Bool {
    indexes.contains { $0.isUnique && $0.covers(column) }
  }

  /// The row with this alias as a `jsonb` object, under any search path: each column as PostgreSQL
  /// writes it as text, so that a cast restores it to the byte, and SQL NULL as null.
  package func image(_ alias: SQL) -> SQL { Self.image(of: columns, alias) }

  /// Its columns' names as an array, as SQL under any search path.
  var names: SQL { Self.names(columns) }

  /// What the columns of the row `alias` hold, each as PostgreSQL writes it, as an array in the order of `names`.
  func texts(_ alias: SQL) -> SQL { Self.texts(columns, alias) }

  /// The same without the columns that PostgreSQL computes: what restores the whole row.
  func storedImage(_ alias: SQL) -> SQL {
    Self.image(of: columns.filter { !$0.isComputed }, alias)
  }

  private static func image(of columns: [TargetColumn], _ alias: SQL) -> SQL {
    """
    pg_catalog.jsonb_object(\(names(columns)),
        \(texts(columns, alias)))
    """
  }

  private static func names(_ columns: [TargetColumn]) -> SQL {
    "ARRAY[\(columns.map { SQL(literal: $0.name) })]::pg_catalog.text[]"
  }

  private static func texts(_ columns: [TargetColumn], _ alias: SQL) -> SQL {
    let values: [SQL] = columns.map { "\(alias).\(identifier: $0.name)::pg_catalog.text" }
    return "ARRAY[\(values)]"
  }

  /// What the tids and values of the table of this name depend on: another text when the table was rewritten,
  /// altered, or swapped with another. Ask while the table is locked.
  package var shape: Question<String> {
    let question = PostgresStatement(
      "look at the table's shape",
      """
      SELECT concat_ws(' ', c.oid, pg_relation_filenode(c.oid),
        string_agg(concat_ws(' ', attnum, attname, atttypid, atttypmod), ', ' ORDER BY attnum))
      FROM pg_class c JOIN pg_attribute ON attrelid = c.oid
      WHERE c.oid = $1::regclass AND attnum > 0 AND NOT attisdropped GROUP BY c.oid
      """, [.text(sql.text)])
    return .row(question) { (result, row) throws(PostgresError) in try result.string(row, 0) }
  }

  /// The key of the advisory lock that one run at a time holds: "sync" and the table's oid.
  var lockKey: Int64 { Self.lockClass | oid }

  /// The same as SQL for the table that has the name; NULL without one.
  static func lockKey(_ table: QualifiedName) -> SQL {
    """
    (SELECT \(lockClass) | c.oid::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = \(literal: table.effectiveSchema) AND c.relname = \(literal: table.name))
    """
  }

  private static let lockClass: Int64 = 0x7379_6E63 << 32
}

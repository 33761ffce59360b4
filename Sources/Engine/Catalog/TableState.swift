package import Basics
package import PostgresDriver

/// A fingerprint of the table's definition: a text that changes as soon as anything is altered that
/// the preflight looks at.
package enum TableState {
  /// A scalar subquery; NULL when the table does not exist.
  ///
  /// It combines the versions of the catalogs' rows: of the table, its columns, its indexes, the types
  /// beneath its columns with the labels of enums, and the sequences that the columns own or draw from.
  package static func sql(schema: String, name: String) -> SQL {
    """
    (SELECT concat_ws(' ', c.oid, c.xmin, row_security_active(c.oid),
        EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
        (SELECT string_agg(concat_ws(' ', a.attnum, a.xmin), ',' ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0),
        (SELECT string_agg(concat_ws(' ', i.indexrelid, i.xmin), ',' ORDER BY i.indexrelid)
          FROM pg_index i WHERE i.indrelid = c.oid),
        (WITH RECURSIVE used AS (
            SELECT a.atttypid AS type FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            UNION SELECT t.typbasetype FROM used u JOIN pg_type t ON t.oid = u.type
            WHERE t.typtype = 'd')
          SELECT string_agg(concat_ws(' ', t.oid, t.xmin, (
              SELECT string_agg(concat_ws(' ', e.oid, e.xmin), ' ' ORDER BY e.oid)
              FROM pg_enum e WHERE e.enumtypid = t.oid)), ',' ORDER BY t.oid)
          FROM used u JOIN pg_type t ON t.oid = u.type),
        (SELECT string_agg(concat_ws(' ', k.oid, k.xmin, q.xmin), ',' ORDER BY k.oid)
          FROM pg_sequence q JOIN pg_class k ON k.oid = q.seqrelid
          WHERE k.oid IN (SELECT d.objid FROM pg_depend d
              WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                AND d.refobjid = c.oid
              UNION ALL SELECT d.refobjid FROM pg_attrdef ad JOIN pg_depend d ON d.objid = ad.oid
                AND d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
              WHERE ad.adrelid = c.oid)))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = \(literal: schema) AND c.relname = \(literal: name))
    """
  }

  /// Locks the table until the transaction ends, and asks once it is locked; a missing table is a failure of its
  /// own.
  package static func ask<Answer>(
    _ question: Question<Answer>, locking table: TargetTable, _ mode: SQL,
    on connection: inout PostgresConnection
  ) throws -> Answer {
    try ask(question, locking: [table.sql], for: table, mode, on: &connection)
  }

  /// The same with the tables that a run on the table locks, in the order given.
  private static func ask<Answer>(
    _ question: Question<Answer>, locking tables: [SQL], for table: TargetTable, _ mode: SQL,
    on connection: inout PostgresConnection
  ) throws -> Answer {
    let lock = PostgresStatement("lock the table", "LOCK TABLE \(tables) IN \(mode) MODE")
    do throws(PostgresError) {
      return try connection.ask(question.after([lock]))
    } catch {
      guard error.statement == lock.name, let state = error.sqlState, gone.contains(state) else {
        throw error
      }
      throw replaced(table)
    }
  }

  /// The table or schema does not exist, or it is another kind of relation.
  private static let gone: [SQLState] = [
    .undefinedTable, .invalidSchemaName, SQLState("42809"),
  ]

  /// Locks the table until the transaction ends, or all that hold ids of its rows where such are given; returns the table
  /// as it is then.
  ///
  /// Throws `SyncFailure` where it is not the same one any more, and `PostgresError`.
  package static func lock(
    _ table: TargetTable, _ holders: [HoldingTable], _ mode: SQL,
    on connection: inout PostgresConnection
  ) throws -> TargetTable {
    let locked = holders.isEmpty ? [table.sql] : holders.map(\.sql)
    try ask(.known(()), locking: locked, for: table, mode, on: &connection)
    return try read(table, on: &connection)
  }

  /// The table as it is once it is locked: while the run waited another one may have taken its name.
  ///
  /// Throws `SyncFailure` where that is so, and `PostgresError`.
  package static func read(
    _ table: TargetTable, on connection: inout PostgresConnection
  ) throws -> TargetTable {
    guard
      let now = try TableReader.read(schema: table.schema, name: table.name, on: &connection),
      now.oid == table.oid
    else { throw replaced(table) }
    return now
  }

  /// Why a run cannot go on with a table that was altered since it looked, of which `lines` are found now; nil where it
  /// can.
  package static func unfitness(_ lines: [CheckLine]) -> SyncFailure? {
    guard var failure = CheckLine.failure(lines) else { return nil }
    failure.message = "the table was altered during the run: \(failure.message)"
    return failure
  }

  /// The table is gone, or another one has its name.
  package static func replaced(_ table: TargetTable) -> SyncFailure {
    SyncFailure(
      .unfit, .target,
      "the table \(table.schema).\(table.name) was dropped, renamed or replaced during the run",
      hint: "nothing was written; find out who alters it, and run again")
  }
}

internal import PostgresDriver

/// Which of the names in a server's error may be shown: those that the catalogs know.
///
/// A trigger can put any text in place of a name (`RAISE … USING CONSTRAINT = NEW.phone`).
struct RefusedName: Sendable {
  let table: TargetTable

  /// The first of two names that belongs to the table or to a table whose foreign keys point to it,
  /// else the third text; all as SQL, as is the result. Where the session's own search path is pinned.
  func known(column: SQL, constraint: SQL, else other: SQL) -> SQL {
    """
    coalesce(
      (SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid IN (\(tables)) AND a.attname = \(column) AND a.attnum > 0 LIMIT 1),
      (SELECT k.conname::text FROM pg_constraint k
        WHERE (k.conrelid IN (\(tables)) OR k.contypid IN (\(domains)))
          AND k.conname = \(constraint) LIMIT 1),
      (SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid IN (\(tables)) AND c.relname = \(constraint) LIMIT 1),
      \(other))
    """
  }

  private var tables: SQL {
    """
    SELECT \(table.oid)::oid UNION ALL SELECT conrelid FROM pg_constraint
      WHERE contype = 'f' AND confrelid = \(table.oid)
    """
  }

  /// The domains of the table's columns, and those they are based on.
  private var domains: SQL {
    """
    WITH RECURSIVE own AS (
      SELECT y.oid, y.typbasetype FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = \(table.oid) AND y.typtype = 'd'
      UNION SELECT y.oid, y.typbasetype FROM own JOIN pg_type y ON y.oid = own.typbasetype
        WHERE y.typtype = 'd')
    SELECT oid FROM own
    """
  }
}

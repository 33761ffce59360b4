internal import PostgresDriver

/// Who holds the lock of a run, as SQL.
enum RunLockHolder {
  /// True for a row `l` of `pg_locks` that is the session holding the advisory lock with this key,
  /// an expression of the type bigint.
  static func condition(key: SQL) -> SQL {
    """
    l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.classid::int8 = \(key) >> 32 AND l.objid::int8 = \(key) & 4294967295
    """
  }
}

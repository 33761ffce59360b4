internal import PostgresDriver

/// Which runs of the journal are a table's, as SQL.
///
/// A run belongs to the table that now has the name its table had; where no table has it any more, to
/// the table itself, wherever it is and whatever it is called.
enum RunTable {
  /// True for a row `r` of `synctool.runs` that is a run on the table whose schema and name are the
  /// parameters $1 and $2.
  static let isOfTable: SQL = """
    (r.table_schema = $1 AND r.table_name = $2
      OR r.table_oid = \(oid(schema: "$1", name: "$2")) AND \(oidHolds)
        AND \(oid(schema: "r.table_schema", name: "r.table_name")) IS NULL)
    """

  /// True as well for a run that is about no table at all: it belongs to every table of the database.
  static let isOfTableOrNone: SQL = "(\(isOfTable) OR r.table_name IS NULL)"

  /// True for a run `r` whose oids were assigned in this database: elsewhere, after a restore from a dump,
  /// they may belong to anything.
  static let oidHolds: SQL = "r.journal_oid = 'synctool.runs'::regclass"

  /// The oid of the table with this schema and name, both as SQL; NULL when none exists. A view that
  /// has taken the name of a table does not count.
  static func oid(schema: SQL, name: SQL) -> SQL {
    """
    (SELECT k.oid FROM pg_class k JOIN pg_namespace s ON s.oid = k.relnamespace
      WHERE s.nspname = \(schema) AND k.relname = \(name) AND k.relkind IN ('r', 'p'))
    """
  }
}

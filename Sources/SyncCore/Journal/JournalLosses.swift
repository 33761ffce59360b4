internal import PostgresDriver

/// What goes when the journal goes.
enum JournalLosses {
  /// The journal's tables with the numbers of their rows.
  static func read(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(table: String, rows: Int)] {
    let tables = PostgresStatement(
      "list the journal's tables",
      """
      SELECT relname::text FROM pg_class
      WHERE relnamespace = 'synctool'::regnamespace AND relkind = 'r'
        AND relname IN ('migrations', 'runs', 'changes', 'rejections') ORDER BY 1
      """)
    let names = try connection.strings(tables)
    var losses: [(table: String, rows: Int)] = []
    for name in names {
      let count = PostgresStatement(
        "count a table's rows",
        "SELECT count(*) FROM synctool.\(SQLIdentifier.quote(name))")
      let rows = Int(try connection.int64(count))
      losses.append(("synctool." + name, rows))
    }
    return losses
  }
}

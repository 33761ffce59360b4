internal import PostgresDriver

/// The moment at which a plan was made, as PostgreSQL tells moments: the oldest transaction that
/// was still running.
struct PlanMoment: Sendable {
  /// A full transaction id as decimal digits: every change that the plan did not see is of this
  /// transaction or a later one.
  let oldestRunning: String

  /// True, as SQL, for rows aliased `t` that may be of this transaction or a later one. A transaction
  /// id that has wrapped around may look young, which costs a comparison and nothing else.
  var isYoung: String {
    "age(t.xmin) <= age(\(SQLLiteral.quote(oldestRunning))::xid8::xid)"
  }

  /// Reads it as the first thing of a transaction with one snapshot, which it describes.
  ///
  /// The lock comes before the snapshot: nobody alters, rewrites or empties the table behind it.
  init(
    _ table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      PostgresStatement("hold the table", "LOCK TABLE \(table.sql) IN ACCESS SHARE MODE"))
    let question = PostgresStatement(
      "read the snapshot", "SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
    oldestRunning = try connection.query(question) { (result) throws(PostgresError) in
      try result.string(0, 0)
    }
  }
}

internal import PostgresDriver

/// The moment at which a plan was made, as PostgreSQL tells moments: the oldest transaction that
/// was still running.
struct PlanMoment: Sendable {
  /// A full transaction id as decimal digits: every change that the plan did not see is of this
  /// transaction or a later one.
  let oldestRunning: String

  /// True, as SQL, for rows aliased `t` that may be of this transaction or a later one. A transaction
  /// id that has wrapped around may look young; a frozen one never does.
  var isYoung: String {
    "age(t.xmin) <= age(\(SQLLiteral.quote(oldestRunning))::xid8::xid)"
  }

  /// Reads it in the transaction that makes the plan, whose snapshot it describes.
  init(on connection: inout PostgresConnection) throws(PostgresError) {
    let question = PostgresStatement(
      "read the snapshot", "SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
    oldestRunning = try connection.query(question) { (result) throws(PostgresError) in
      try result.string(0, 0)
    }
  }
}

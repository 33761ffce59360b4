internal import PostgresDriver

/// The moment at which a plan was made, as PostgreSQL tells moments: the oldest transaction that
/// was still running.
struct PlanMoment: Sendable {
  /// A full transaction id as decimal digits: every change that the plan did not see is of this
  /// transaction or a later one.
  let oldestRunning: String

  /// Reads it in the transaction that makes the plan, whose snapshot it describes.
  init(on connection: inout PostgresConnection) throws(PostgresError) {
    let question = PostgresStatement(
      "read the snapshot", "SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
    oldestRunning = try connection.query(question) { (result) throws(PostgresError) in
      try result.string(0, 0)
    }
  }
}

internal import Engine
internal import PostgresDriver

/// The moment at which a plan was made, in PostgreSQL's terms: the oldest transaction that
/// was still running.
struct PlanMoment: Sendable {
  /// A full transaction id as decimal digits: every change that the plan did not see was made by this
  /// transaction or a later one.
  let oldestRunning: String
  /// The table as it was then.
  let table: TargetTable
  /// True when publications may prevent updates of its rows.
  let mayBePublished: Bool

  /// True, as SQL, for rows aliased `t` that this transaction or a later one may have written. A
  /// wrapped-around transaction id may look young, which only costs a comparison.
  var isYoung: SQL {
    "age(t.xmin) <= age(\(literal: oldestRunning)::xid8::xid)"
  }

  /// Reads it as the first statement of a transaction with one snapshot, which it describes, and asks the other
  /// question of the same snapshot.
  ///
  /// The lock comes before the snapshot: nobody alters, rewrites or empties the table in between. What the
  /// run believes of the table is compared then.
  ///
  /// Throws what `PlanTables.confirmed` throws.
  static func read<Other>(
    _ tables: PlanTables, beside other: Question<Other>,
    on connection: inout PostgresConnection
  ) throws -> (PlanMoment, Other) {
    let statement = PostgresStatement(
      "read the snapshot",
      """
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text, \(tables.state),
        \(PublicationFault.mayApply(to: "\(tables.table.oid)"))
      """)
    let snapshot = Question.row(statement) { (result, row) throws(PostgresError) in
      (try result.string(row, 0), try result.stringIfPresent(row, 1), try result.bool(row, 2))
    }
    let ((oldest, state, mayBePublished), others) = try TableState.ask(
      snapshot.and(other), locking: tables.table, "ACCESS SHARE", on: &connection)
    let table = try tables.confirmed(state, on: &connection).table
    return (
      PlanMoment(oldestRunning: oldest, table: table, mayBePublished: mayBePublished), others
    )
  }
}

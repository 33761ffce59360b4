internal import Engine
internal import PostgresDriver
internal import Records

/// Leaves rows that have each other's ids where none of them can be moved out of the way.
struct IdentityCycles {
  let tables: IdentityTables

  /// Within the snapshot of the plan, once it is decided who gets which id.
  func leave(on connection: inout PostgresConnection) throws(PostgresError) {
    guard let stuck = try tables.moves.isStuck(on: &connection) else { return }
    try connection.execute(
      PostgresStatement(
        "look for ids that go round",
        """
        UPDATE \(IdentityTables.plan) p SET action = \(Action.rejected), reason = \(Reason.idCycle),
          field = \(literal: tables.client.idName), new_id = NULL
        WHERE \(stuck)
        """))
  }
}

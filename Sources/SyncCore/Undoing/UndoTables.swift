internal import PostgresDriver

/// The temporary tables of an undo: its plan, and those of the search for refused rows.
struct UndoTables: Sendable {
  /// Qualified, so that nothing in another schema can stand in for it.
  static let plan = "pg_temp.synctool_undo"

  /// The target's table and its columns as a sync has them; its own temporary tables are not made.
  let target: PlanTables

  /// The target's table, quoted and qualified.
  var sql: String { target.table.sql }

  /// Creates the tables, before the session turns read-only; a session does so once.
  ///
  /// `n` is the order of the writes, the reverse of the run's. `was` is what the run did. `put` holds the
  /// values that the row gets back, `present` those that it has, as the journal keeps them; `id` is the
  /// row's.
  func create(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.makeWritable()
    try connection.executeScript(
      PostgresStatement(
        "create the plan's tables",
        """
        CREATE TEMP TABLE synctool_undo (n int8, action text NOT NULL, reason text, field text,
          was text NOT NULL, key text COLLATE "C", id \(target.idType), put jsonb, present jsonb);
        \(target.searchTables)
        """))
  }

  /// How many rows of the plan there are of each action.
  func counts(on connection: inout PostgresConnection) throws(PostgresError) -> Counts {
    try PlanCounts.read(staged: nil, of: Self.plan, on: &connection)
  }
}

internal import PostgresDriver

/// The temporary tables of an undo: its plan, and those of the search for refused rows.
struct UndoTables: Sendable {
  /// Qualified, so that nothing in another schema can take its place.
  static let plan: SQL = "pg_temp.synctool_undo"

  /// The columns that identify the rows as clients.
  let client: JournaledTable
  /// True where the run gave rows other ids: `back` is the former one.
  var changesIDs = false

  /// The id of the row `p` of the plan once it is written, under any search path.
  var place: SQL { changesIDs ? "coalesce(p.back, p.id)" : "p.id" }

  /// The key that a row of the plan with the alias gets back.
  func former(_ row: SQL) -> SQL {
    client.key(of: "(\(row).put ->> \(literal: client.keyName))")
  }

  /// The target's table, quoted and qualified.
  var sql: SQL { client.table.sql }

  /// Creates the tables in a session.
  ///
  /// `n` is the order of the writes, the reverse of the run's; of rows that refer to each other those with
  /// a lower `level` are deleted first. `was` is what the run did, `said` the id that it recorded, `wrote`
  /// the version that it made, `held` the one now in its place. `put` holds the values that the row
  /// gets back, `present` those it has, in the journal's form; `id` is the row's. `missed` is a
  /// column that did not come back.
  var temporary: TemporaryTables {
    TemporaryTables(
      "create the plan's tables",
      [
        TemporaryTable(
          "synctool_undo",
          """
           (n int8, action text NOT NULL, reason text, field text,
            was text NOT NULL, key text COLLATE "C", said text, id \(client.idType), wrote xid,
            held xid, put jsonb, present jsonb, level int NOT NULL DEFAULT 0, missed text\(back))
          """)
      ] + AttemptTables.of(client.idType) + (changesIDs ? RowMoves.tables(of: client.idType) : []),
      late: [UndoneRows.before])
  }

  private var back: SQL { changesIDs ? ", back \(client.idType)" : "" }

  /// The plan as everybody reads it; `columns` are the table's, and decide how values are shown.
  static func relation(_ columns: JournalColumns) -> PlanRelation {
    let values: [SQL] = [
      "p.present::text", "CASE p.was WHEN 'create' THEN NULL ELSE p.put END::text",
    ]
    return PlanRelation(
      table: plan, key: "p.key", target: "coalesce(to_jsonb(p.id), to_jsonb(p.said))",
      order: "p.key, p.n", firstBy: "p.key, p.n",
      values: PlanValues(sql: values) { row, first in
        columns.changes(before: try row.string(first), after: try row.string(first + 1))
      })
  }

  /// The number of rows of the plan for each action.
  func counts(on connection: inout PostgresConnection) throws(PostgresError) -> Tally {
    try PlanCounts.read(of: Self.plan, on: &connection)
  }
}

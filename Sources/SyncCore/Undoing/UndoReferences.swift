internal import PostgresDriver

/// Keeps the clients that rows of other tables refer to, whatever the foreign key says of a deletion:
/// an undo takes no other row away.
struct UndoReferences {
  private let tables: UndoTables
  private let reader: ReferenceReader

  init(_ tables: UndoTables, _ reader: ReferenceReader) {
    self.tables = tables
    self.reader = reader
  }

  /// Marks the rows of the plan, in which `counts` says what there is.
  ///
  /// Throws `SyncFailure` when this role cannot see who refers to a client, and `PostgresError`.
  func keep(_ counts: Counts, on connection: inout PostgresConnection) throws {
    for reference in try reader.columns(on: &connection) {
      var conditions: [String] = []
      if counts.delete > 0 { conditions.append("p.action = '\(Action.delete.rawValue)'") }
      if counts.update > 0, case .foreignKey = reference.origin {
        // A column that is referred to: the other rows would follow it, or lose it.
        let names = reference.pairs.map { SQLLiteral.quote($0.target) }
        let changed = "p.put ?| ARRAY[\(names.joined(separator: ", "))]"
        conditions.append("p.action = '\(Action.update.rawValue)' AND \(changed)")
      }
      guard !conditions.isEmpty else { continue }
      try requireSight(of: reference)
      try connection.execute(statement(reference, conditions.joined(separator: " OR ")))
    }
  }

  private func statement(_ reference: ReferenceColumn, _ condition: String) -> PostgresStatement {
    // A row that refers to itself goes with itself.
    let other = reference.sql == tables.sql ? "AND r.ctid <> t.ctid" : ""
    return PostgresStatement(
      "look for rows that refer to clients",
      """
      UPDATE \(UndoTables.plan) p
      SET action = '\(Action.kept.rawValue)', reason = '\(Reason.referenced.rawValue)',
        field = \(SQLLiteral.quote(Self.name(reference)))
      FROM \(tables.sql) t
      WHERE t.\(tables.target.id) = p.id AND (\(condition))
        AND EXISTS (SELECT FROM \(reference.sql) r WHERE \(reference.refers("r", to: "t")) \(other))
      """)
  }

  private func requireSight(of reference: ReferenceColumn) throws(SyncFailure) {
    let name = Self.name(reference)
    switch reference.problem {
    case .noTable, .noColumn:
      throw SyncFailure(
        .unfit, .plan, "SYNCTOOL_REFERENCES names \(name), which does not exist",
        hint: "correct the setting")
    case .ambiguous(let problem, let candidates):
      throw SyncFailure(
        .unfit, .plan, "SYNCTOOL_REFERENCES: \(problem)",
        hint: "name the column with its schema: \(candidates)")
    case .noID(let type):
      throw SyncFailure(
        .unfit, .plan,
        "SYNCTOOL_REFERENCES names \(name) of the type \(type), whose values cannot be compared with ids",
        hint: "name a column that holds ids, or a view that has them in one")
    case .notReadable, .refused:
      throw SyncFailure(
        .refused, .plan, "this role may not read \(name), so who refers to a client cannot be seen",
        hint: "GRANT SELECT ON \(reference.sql), and USAGE on its schema, to the role")
    case nil where reference.isPartial:
      throw SyncFailure(
        .refused, .plan, "row-level security may hide rows of \(name) that refer to a client",
        hint: "use a role that sees all rows of \(reference.sql)")
    case nil: break
    }
  }

  /// `schema.table.column`.
  private static func name(_ reference: ReferenceColumn) -> String {
    let columns = reference.pairs.map(\.column).joined(separator: ", ")
    return "\(reference.schema).\(reference.table).\(columns)"
  }
}

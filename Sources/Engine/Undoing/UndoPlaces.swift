internal import PostgresDriver
internal import Records

/// Keeps the rows that cannot get their former ids back, and whoever changed places with them.
struct UndoPlaces {
  let tables: UndoTables
  let subject: UndoSubject

  private let plan = UndoTables.plan
  private let isMove: SQL = "p.action = \(Action.update) AND p.back IS NOT NULL"

  /// One row that stays may keep another from its place: passes until nothing changes.
  func keep(on connection: inout PostgresConnection) throws(PostgresError) {
    if let parted { try connection.execute(parted) }
    if let stuck = try subject.moves.isStuck(on: &connection) {
      try connection.execute(
        PostgresStatement(
          "look for ids that go round",
          """
          UPDATE \(plan) p SET action = \(Action.kept), reason = \(Reason.idCycle), field = \(literal: tables.client.idName)
          WHERE \(stuck)
          """))
    }
    while try connection.execute(taken) + connection.execute(joined) > 0 {}
  }

  /// The former id is a row's that neither goes nor gets another one.
  private var taken: PostgresStatement {
    let id = tables.client.id
    return PostgresStatement(
      "look for taken ids",
      """
      UPDATE \(plan) p SET action = \(Action.kept), reason = \(Reason.taken), field = \(literal: tables.client.idName)
      FROM \(tables.sql) t
      WHERE \(isMove) AND t.\(id) = p.back AND NOT EXISTS (SELECT FROM \(plan) o
        WHERE o.id = t.\(id) AND (o.action = \(Action.delete) OR o.action = \(Action.update) AND o.back IS NOT NULL))
      """)
  }

  /// Ids that changed hands are given back all or not at all.
  private var joined: PostgresStatement {
    PostgresStatement(
      "look for ids that changed hands",
      """
      UPDATE \(plan) p SET action = \(Action.kept), reason = \(Reason.group) FROM \(plan) o
      WHERE \(isMove) AND o.action = \(Action.kept) AND o.back IS NOT NULL AND (o.back = p.id OR o.id = p.back)
      """)
  }

  /// The same for those whom `--only` does not name; nil without it.
  private var parted: PostgresStatement? {
    guard let only = subject.only else { return nil }
    return PostgresStatement(
      "look for ids that changed hands with others",
      """
      UPDATE \(plan) p SET action = \(Action.kept), reason = \(Reason.group) FROM \(ChangeRecorder.table) c
      WHERE \(isMove) AND c.run = $1 AND c.action = 'update' AND c.key <> ALL ($2::text[])
        AND (c.before ->> \(literal: tables.client.idName) = p.id::text OR c.target_id = p.back::text
          AND c.before ? \(literal: tables.client.idName))
      """, [.int8(subject.run.id), .texts(only.keys)])
  }
}

internal import PostgresDriver
internal import Records

/// Keeps the rows that cannot get their former ids or emails back, and whoever exchanged them with one that stays.
struct UndoPlaces {
  let tables: UndoTables
  let subject: UndoSubject

  private let plan = UndoTables.plan
  private let isMove: SQL = "p.action = \(Action.update) AND p.back IS NOT NULL"

  /// True where rows that are updated get back what others of them have now.
  func changesHands(on connection: inout PostgresConnection) throws(PostgresError) -> Bool {
    try connection.bool(
      PostgresStatement(
        "look for emails that change hands",
        """
        SELECT EXISTS (SELECT FROM \(plan) p WHERE \(isEmail("p", of: [.update])) AND \(tables.former("p")) <> p.key
          AND \(tables.former("p")) IN (SELECT o.key FROM \(plan) o WHERE \(isEmail("o", of: [.update]))))
        """))
  }

  /// One row that stays may keep another from its place: passes until nothing changes.
  func keep(on connection: inout PostgresConnection) throws(PostgresError) {
    if let parted { try connection.execute(parted) }
    if tables.changesIDs {
      try subject.moves.leaveRings(.kept, on: &connection)
      while try connection.ask(.affectedRows([taken, takenKeys, joined, joinedKeys])) > 0 {}
    } else {
      while try connection.ask(.affectedRows([takenKeys, joinedKeys])) > 0 {}
    }
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

  private var client: JournaledTable { tables.client }

  /// A row of the plan with the alias that gets an email back, of whom `is` is true.
  private func isEmail(_ row: SQL, of actions: [Action]) -> SQL {
    "\(row).action IN (\(actions)) AND \(row).put ? \(literal: client.keyName)"
  }

  /// The former email is a row's that neither goes nor gets another one.
  private var takenKeys: PostgresStatement {
    PostgresStatement(
      "look for taken keys",
      """
      UPDATE \(plan) p SET action = \(Action.kept), reason = \(Reason.taken), field = \(literal: client.keyName)
      FROM (SELECT t.\(client.id) AS id, \(client.targetKey) AS key FROM \(tables.sql) t) t
      WHERE \(isEmail("p", of: [.create, .update])) AND t.key = \(tables.former("p")) AND t.id <> p.id
        AND NOT EXISTS (SELECT FROM \(plan) o WHERE o.id = t.id AND (o.action = \(Action.delete)
          OR \(isEmail("o", of: [.update])) AND \(tables.former("o")) IS DISTINCT FROM t.key))
      """)
  }

  /// Emails that changed hands come back all or not at all.
  private var joinedKeys: PostgresStatement {
    PostgresStatement(
      "look for emails that changed hands",
      """
      UPDATE \(plan) p SET action = \(Action.kept), reason = \(Reason.group)
      WHERE \(isEmail("p", of: [.update])) AND \(tables.former("p")) <> p.key
        AND (\(tables.former("p")) IN (SELECT o.key FROM \(plan) o WHERE \(isEmail("o", of: [.kept])))
          OR p.key IN (SELECT \(tables.former("o")) FROM \(plan) o WHERE \(isEmail("o", of: [.kept]))))
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
    let ids: SQL =
      tables.changesIDs
      ? """
      c.before ->> \(literal: client.idName) = p.id::text AND p.back IS NOT NULL OR c.target_id = p.back::text
            AND c.before ? \(literal: client.idName)
          OR 
      """ : ""
    return PostgresStatement(
      "look for ids that changed hands with others",
      """
      UPDATE \(plan) p SET action = \(Action.kept), reason = \(Reason.group) FROM \(ChangeRecorder.table) c
      WHERE p.action = \(Action.update) AND c.run = $1 AND c.action = 'update' AND c.key <> ALL ($2::text[])
        AND (\(ids)p.put ? \(literal: client.keyName) AND c.before ? \(literal: client.keyName)
            AND (c.key = \(tables.former("p")) OR p.key = \(client.key(of: "(c.before ->> \(literal: client.keyName))"))))
      """, [.int8(subject.run.id), .texts(only.keys)])
  }
}

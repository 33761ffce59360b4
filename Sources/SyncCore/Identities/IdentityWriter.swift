internal import Engine
internal import PostgresDriver
internal import Records

/// Carries out a plan of identities: new ids first, then emails, then new rows.
struct IdentityWriter: PlannedWriter {
  let plan = IdentityTables.plan
  /// A table that refers to the rows need not have an index for it.
  let prefersIndexes = false

  let tables: IdentityTables
  let emails: IdentityEmails
  let counts: IdentityCounts

  var whole: Question<Int> { attempt("\(plan) p") }

  /// Those who are settled together have one number.
  func number(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(action: Action, attempts: Int)] {
    try connection.execute(
      PostgresStatement(
        "number the rows",
        """
        INSERT INTO \(AttemptTables.attempt) (n, planned)
        SELECT dense_rank() OVER (ORDER BY s.step, s.label, CASE WHEN s.label IS NULL THEN s.user_id END), s.place
        FROM (SELECT p.ctid AS place, p.user_id, m.label, CASE WHEN m.label IS NULL THEN \(Self.step)
              ELSE min(\(Self.step)) OVER (PARTITION BY m.label) END AS step
            FROM \(plan) p LEFT JOIN \(IdentityTables.members) m ON m.id = p.user_id
            WHERE \(IdentityTables.isWritten)) s
        """))
    let last = PostgresStatement(
      "count the attempts", "SELECT coalesce(max(n), 0) FROM \(AttemptTables.attempt)")
    return [(.update, Int(try connection.int64(last)))]
  }

  func part(_ attempts: Range<Int>, _ action: Action) -> Question<Int> {
    attempt(
      """
      \(AttemptTables.attempt) a JOIN \(plan) p ON p.ctid \(SQL.equals) a.planned
        AND \(AttemptTables.isIn(attempts, "a"))
      """)
  }
}

// MARK: - Statements

extension IdentityWriter {
  // They run under the role's own search path: operators and functions are named with their schema.

  /// An id that somebody gives up, or an email, may be what another one gets.
  private static let step: SQL = """
    CASE WHEN p.action = \(Action.create) THEN 2 WHEN p.old_id = p.new_id THEN 1 ELSE 0 END
    """

  /// Writes what is planned for `rows`, SQL after FROM that gives rows `p` of the plan.
  private func attempt(_ rows: SQL) -> Question<Int> {
    var statements: [PostgresStatement] = []
    if counts.moves > 0 { statements += tables.moves.statements(rows, counts.order) }
    if counts.emails > 0 {
      statements += emails.statements(rows, parking: counts.parkedEmails > 0)
    }
    if counts.creates > 0 { statements.append(creates(rows)) }
    // What waits for the end may be a trigger that has the last word.
    statements.append(PostgresStatement("check the constraints", "SET CONSTRAINTS ALL IMMEDIATE"))
    return arrivals(rows).after(statements)
  }

  private func creates(_ rows: SQL) -> PostgresStatement {
    let client = tables.client
    let names = [client.idName, client.keyName] + tables.values.map(\.column)
    let values =
      ["p.new_id", "p.new_email"]
      + zip(tables.values, tables.planned).map { $0.written("p.\($1)") }
    // An id may be an identity column's.
    return PostgresStatement(
      "create rows",
      """
      INSERT INTO \(client.table.sql) (\(names.map(SQL.init(identifier:)))) OVERRIDING SYSTEM VALUE
      SELECT \(values) FROM \(rows) WHERE p.action \(SQL.equals) \(Action.create)
      """)
  }

  /// How many more than planned have the id and the email that they were to have, and whatever refers to them: none when
  /// all do.
  private func arrivals(_ rows: SQL) -> Question<Int> {
    let statement = PostgresStatement(
      "look whether all is as planned",
      """
      SELECT pg_catalog.count(t.\(tables.client.id)) OPERATOR(pg_catalog.-) pg_catalog.count(*)
        OPERATOR(pg_catalog.-) \(Repointing.lost) FROM \(rows)
        LEFT JOIN \(tables.client.table.sql) t ON \(tables.hasID("p.new_id", "t"))
          AND coalesce(\(tables.client.targetKey), '') \(SQL.equals) coalesce(p.key, '')
      WHERE p.action \(SQL.equals) ANY (ARRAY[\([Action.update, .create])])
      """)
    return .number(statement)
  }
}

/// What a plan has to write.
struct IdentityCounts {
  /// Rows that get another id, and those that get another email.
  var moves = 0
  var emails = 0
  /// How many of these emails are put somewhere in between.
  var parkedEmails = 0
  var creates = 0
  /// How those move who stand in each other's place.
  var order = RowMoves.Order.atOnce
}

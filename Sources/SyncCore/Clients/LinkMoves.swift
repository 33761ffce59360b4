internal import Engine
internal import PostgresDriver
internal import Records

/// The rows that take their records' new keys: who is parked meanwhile, and who moves together or not at all.
struct LinkMoves {
  private let tables: PlanTables
  private let counts: ClaimCounts

  private let claims = LinkTables.claims
  private let isMoving: SQL = "verdict = \(LinkVerdict.moves)"

  /// nil where no row moves.
  init?(_ tables: PlanTables, _ counts: ClaimCounts) {
    guard counts.moves > 0 else { return nil }
    (self.tables, self.counts) = (tables, counts)
  }

  /// True where rows stand in each other's place, and no two of them may have one email.
  var parks: Bool { counts.waiting > 0 && tables.client.parkingEmail != nil }

  /// Finds out who waits for whom: chains have the unit of their last row, whose new key is free, and rings that of their
  /// first; who is created under a key that is given up goes with the one who gives it up.
  func prepare(on connection: inout PostgresConnection) throws(PostgresError) {
    guard counts.changesHands else { return }
    connection.queue(
      PostgresStatement(
        "look who waits for whom",
        """
        UPDATE \(claims) c SET unit = c.row, last = c.row, next = CASE WHEN c.at_id IS NOT NULL THEN c.holder_row END,
          parks = EXISTS (SELECT FROM \(claims) o WHERE o.\(isMoving) AND o.at_id = c.own_id)
        WHERE c.\(isMoving)
        """))
    // Each pass looks twice as far as the one before.
    for _ in 0..<counts.moves.bitWidth - counts.moves.leadingZeroBitCount {
      let longer = PostgresStatement(
        "follow the chains",
        """
        UPDATE \(claims) c SET next = n.next, last = n.last, unit = least(c.unit, n.unit)
        FROM \(claims) n WHERE n.row = c.next AND c.\(isMoving)
        """)
      if try connection.execute(longer) == 0 { break }
    }
    connection.queue([
      PostgresStatement(
        "name the chains",
        "UPDATE \(claims) SET unit = last WHERE \(isMoving) AND next IS NULL"),
      PostgresStatement(
        "join who is created",
        """
        UPDATE \(claims) c SET unit = d.unit FROM \(claims) d
        WHERE d.row = c.holder_row AND c.verdict = \(LinkVerdict.freed)
        """),
    ])
  }

  /// Fails those who go with one that has failed; after `prepare`.
  func failTogether(on connection: inout PostgresConnection) throws(PostgresError) {
    guard counts.changesHands else { return }
    try connection.execute(
      PostgresStatement(
        "fail those who move together",
        """
        UPDATE \(PlanTables.plan) p SET action = \(Action.failed), reason = \(Reason.group), field = NULL
        FROM \(claims) c WHERE c.row = p.row AND c.unit IN (SELECT d.unit FROM \(claims) d
            JOIN \(PlanTables.plan) q ON q.row = d.row WHERE q.action = \(Action.failed))
          AND (p.action IN (\(Action.create), \(Action.update))
            OR p.action = \(Action.failed) AND c.verdict = \(LinkVerdict.freed))
        """))
  }

  /// The rows of the plan that go together, as a number for each: of the row `p`.
  static let unit: SQL = """
    coalesce((SELECT c.unit FROM \(LinkTables.claims) c WHERE c.row = p.row AND c.verdict = \(LinkVerdict.moves)), p.row)
    """

  /// The statement by which rows whose keys others get give them up; `rows` selects the plan's rows `p`, under any search
  /// path. Empty where nobody has to.
  func park(_ rows: SQL) -> [PostgresStatement] {
    guard parks, let email = tables.client.parkingEmail else { return [] }
    return [
      PostgresStatement(
        "make room for emails that change hands",
        """
        UPDATE \(tables.table.sql) t SET \(identifier: tables.client.keyName) = \(email)
        FROM (SELECT p.row, p.target_id FROM \(rows)) p JOIN \(claims) c ON c.row \(SQL.equals) p.row AND c.parks
        WHERE t.\(tables.id) \(SQL.equals) p.target_id
        """)
    ]
  }

  /// True, under any search path, for a row `t` with its key or one that moves, of the record `s`.
  func hasKey(_ key: SQL) -> SQL {
    """
    (\(key) \(SQL.equals) s.key OR EXISTS (SELECT FROM \(claims) c
      WHERE c.row \(SQL.equals) p.row AND c.verdict \(SQL.equals) \(LinkVerdict.moves)))
    """
  }

  /// True, under any search path, for a record `s` whose key nobody has any more.
  func isFree(_ key: SQL) -> SQL {
    """
    NOT EXISTS (SELECT FROM \(claims) c JOIN \(tables.table.sql) t ON t.\(tables.id) \(SQL.equals) c.at_id
      WHERE c.row \(SQL.equals) s.ctid AND c.verdict \(SQL.equals) \(LinkVerdict.freed) AND \(key) \(SQL.equals) s.key)
    """
  }
}

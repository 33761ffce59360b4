internal import Engine
internal import PostgresDriver
internal import Records

/// Fills the plan of a comparison: what becomes of each user of the auth service.
///
/// Pairs of one id and one email, nearly all, are looked at once and kept nowhere. All else is decided among the users
/// and rows that are left, and the pairs whose email one of them has too.
struct IdentityPlanner {
  let tables: IdentityTables

  /// Makes the plan in the snapshot that there is, and counts it.
  func plan(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> (counts: Tally, classes: [NamedCount]) {
    connection.queue(Session.setUp("set up the comparison", []))
    var found: [NamedCount] = []
    if try connection.execute(PostgresStatement("find who forms no pair", findLoose)) > 0 {
      try connection.execute(PostgresStatement("find the users with their emails", findSharers))
      try connection.execute(
        PostgresStatement("look at the users with their emails", "ANALYZE \(sharers)"))
      try connection.execute(PostgresStatement("find the pairs with their emails", findPaired))
      try connection.execute(PostgresStatement("count the emails", countKeys))
      try connection.execute(
        PostgresStatement("look at the tables of the comparison", "ANALYZE \(loose), \(keys)"))
      try connection.execute(PostgresStatement("classify", classify, keyList))
      found = try classes(on: &connection)
      try settle(found, on: &connection)
    }
    let users = try connection.int64(
      PostgresStatement(
        "count the users", "SELECT count(*) FROM \(tables.users(isNamed(tables.auth.targetKey))) a",
        keyList))
    let counts = try PlanCounts.read(of: plan, staged: Int(users), on: &connection)
    let classes = IdentityClass.allCases.map { kind in
      let number =
        kind == .synced
        ? counts.unchanged : found.first { $0.name == kind.rawValue }?.number ?? 0
      return (kind.rawValue, number) as NamedCount
    }
    return (counts, classes)
  }

  /// Finds who belongs together, decides about them where one claim counts, and finds what created rows get.
  private func settle(
    _ found: [NamedCount], on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let values = IdentityValues(tables: tables)
    guard found.contains(where: { $0.name == IdentityClass.claimedTwice.rawValue }) else {
      return try values.fill(on: &connection)
    }
    try IdentityGroups().find(on: &connection)
    let settlement = tables.setting.preference.map {
      IdentitySettlement(tables: tables, preference: $0, isNamed: isNamed, keyList: keyList)
    }
    try settlement?.settle(on: &connection)
    if settlement != nil {
      try tables.moves.leaveRings(.rejected, ["new_id = NULL"], on: &connection)
    }
    try values.fill(on: &connection)
    try settlement?.leaveBroken(on: &connection)
  }

  private let loose = IdentityTables.loose
  private let sharers = IdentityTables.sharers
  private let keys = IdentityTables.keys
  private let plan = IdentityTables.plan

  /// How many users are in each class that somebody is in, but for the pairs, and rows that belong to no user.
  private func classes(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [NamedCount] {
    try connection.rows(
      PostgresStatement("count the classes", "SELECT class, count(*) FROM \(plan) GROUP BY class")
    ) { (result, row) throws(PostgresError) -> NamedCount in
      (try result.string(row, 0), Int(try result.int64(row, 1)))
    }
  }

  /// The keys of `only`, where a statement asks for them.
  private var keyList: [PostgresParameter] { tables.only.map { [.texts($0.keys)] } ?? [] }

  /// True for a key that the plan is restricted to.
  private func isNamed(_ key: SQL) -> SQL {
    tables.only == nil ? "true" : "\(key) = ANY ($1::text[])"
  }
}

// MARK: - Statements

extension IdentityPlanner {
  /// Why the user `a` has no usable email; NULL where he has one.
  private var fault: SQL {
    let email = tables.client.table.column(tables.client.keyName)
    let tooLong: SQL =
      email?.maxLength.map { "WHEN char_length(a.email) > \($0) THEN \(Reason.tooLong)" } ?? ""
    return """
      CASE WHEN a.id IS NULL THEN NULL WHEN coalesce(a.key, '') = '' THEN \(Reason.emailMissing)
        WHEN NOT \(EmailKey.isEmail("a.key")) THEN \(Reason.emailInvalid) \(tooLong) END
      """
  }

  /// One entry for each id that has only a user, only a row, or both with different emails.
  ///
  /// Emails that are equal as they stand need no keys. `OFFSET 0` keeps PostgreSQL from looking at each email twice.
  private var findLoose: SQL {
    """
    INSERT INTO \(loose)
    SELECT id, has_user, has_row, CASE WHEN fault IS NULL THEN user_key END, user_email, fault,
      row_key, row_email, version, false
    FROM (SELECT coalesce(a.id, p.id) AS id, a.id IS NOT NULL AS has_user, p.id IS NOT NULL AS has_row,
        a.key AS user_key, a.email AS user_email, \(fault) AS fault,
        nullif(p.key, '') AS row_key, p.email AS row_email, p.version
      FROM \(tables.users()) a FULL JOIN \(tables.rows()) p ON p.id = a.id
      WHERE a.id IS NULL OR p.id IS NULL
        OR (a.email IS DISTINCT FROM p.email COLLATE "C" AND a.key IS DISTINCT FROM p.key) OFFSET 0) found
    """
  }

  /// The users with the email of somebody who forms no pair.
  private var findSharers: SQL {
    """
    INSERT INTO \(sharers) SELECT a.id, a.key, a.email FROM \(tables.users()) a
    WHERE a.key IN (SELECT user_key FROM \(loose) WHERE user_key IS NOT NULL
      UNION ALL SELECT row_key FROM \(loose) WHERE row_key IS NOT NULL)
    """
  }

  /// Those of them who are pairs. The emails are compared where the ids are equal, and no earlier.
  private var findPaired: SQL {
    """
    INSERT INTO \(loose)
    SELECT id, true, true, CASE WHEN fault IS NULL THEN key END, email, fault, nullif(key, ''),
      row_email, version, true
    FROM (SELECT a.id, a.key, a.email, \(fault) AS fault, p.email AS row_email, p.version
      FROM \(sharers) a JOIN \(tables.rows()) p ON p.id = a.id
      WHERE a.key IS NOT DISTINCT FROM p.key OFFSET 0) found
    """
  }

  private var countKeys: SQL {
    """
    INSERT INTO \(keys)
    SELECT key, count(*) FILTER (WHERE is_user), count(*) FILTER (WHERE NOT is_user),
      count(*) FILTER (WHERE NOT is_user AND paired),
      min(id::text COLLATE "C") FILTER (WHERE is_user AND paired)::\(tables.client.idType),
      min(id::text COLLATE "C") FILTER (WHERE NOT is_user)::\(tables.client.idType),
      bool_or(NOT is_user AND has_user)
    FROM (SELECT user_key AS key, true AS is_user, id, paired, has_user FROM \(loose)
        WHERE user_key IS NOT NULL
      UNION ALL SELECT row_key, false, id, paired, has_user FROM \(loose)
        WHERE row_key IS NOT NULL) sides
    GROUP BY key
    """
  }

  /// The class of a user whose email is that of a row of nobody's. An email that was given out again does not give
  /// another person the row of a user who is only marked as deleted.
  private var rowOfNobody: SQL {
    guard let deleted = tables.deletedUsers else { return "\(IdentityClass.mismatched)" }
    return """
      CASE WHEN k.row_id IN (\(deleted)) THEN \(IdentityClass.keyOccupied) ELSE \(IdentityClass.mismatched) END
      """
  }

  /// The class of the entry `l`, whose user's email `k` counts, and whose row's `o`; NULL for a row that somebody
  /// claims by his email, and that is told of with him.
  private var kind: SQL {
    let others: SQL = "coalesce(o.users, 0) > 0"
    let byEmail: SQL = "k.rows = 1 AND k.row_has_user AND k.paired_id IS NULL"
    return """
      CASE WHEN NOT l.has_user THEN CASE WHEN NOT \(others) THEN \(IdentityClass.orphan) END
        WHEN l.user_key IS NULL THEN CASE WHEN l.has_row AND \(others) THEN \(IdentityClass.claimedTwice)
          WHEN l.has_row THEN \(IdentityClass.synced)
          WHEN l.fault = \(Reason.emailMissing) THEN \(IdentityClass.emailMissing)
          ELSE \(IdentityClass.emailInvalid) END
        WHEN k.rows > greatest(k.pairs, 1) THEN \(IdentityClass.ambiguous)
        WHEN l.paired THEN \(IdentityClass.synced)
        WHEN k.users > 1 AND k.paired_id IS NULL THEN \(IdentityClass.ambiguous)
        WHEN l.has_row AND \(others) OR \(byEmail) THEN \(IdentityClass.claimedTwice)
        WHEN k.paired_id IS NOT NULL THEN \(IdentityClass.duplicate)
        WHEN l.has_row THEN CASE WHEN k.rows = 1 THEN \(IdentityClass.keyOccupied)
          ELSE \(IdentityClass.emailDiffers) END
        WHEN k.rows = 1 THEN \(rowOfNobody)
        ELSE \(IdentityClass.missing) END
      """
  }

  /// `r` is the one row with the user's email.
  private var classify: SQL {
    let (auth, app) = (tables.auth, tables.client)
    let isRow: SQL = "c.class = \(IdentityClass.mismatched)"
    return """
      INSERT INTO \(plan)
      SELECT m.action, c.class,
        CASE WHEN c.class = \(IdentityClass.ambiguous) AND c.rows > 1 THEN \(Reason.ambiguousTarget)
          WHEN c.class = \(IdentityClass.emailInvalid) THEN c.fault ELSE m.reason END,
        CASE WHEN c.class = \(IdentityClass.ambiguous) AND c.rows > 1
            OR c.class = \(IdentityClass.keyOccupied) THEN \(literal: app.keyName)
          WHEN c.class IN (\([IdentityClass.ambiguous, .emailMissing, .emailInvalid]))
            THEN \(literal: auth.keyName) END,
        CASE WHEN c.has_user THEN c.user_key ELSE c.row_key END, CASE WHEN c.has_user THEN c.id END,
        CASE WHEN \(isRow) OR NOT c.has_row THEN r.id ELSE c.id END,
        CASE WHEN m.action IN (\([Action.create, .update])) THEN c.id END,
        CASE c.class WHEN \(IdentityClass.emailDiffers) THEN c.row_email END,
        CASE WHEN c.class IN (\([IdentityClass.emailDiffers, .missing])) THEN c.user_email END,
        CASE WHEN \(isRow) OR NOT c.has_row THEN r.row_xmin ELSE c.row_xmin END,
        CASE c.class WHEN \(IdentityClass.duplicate) THEN c.paired_id END
      FROM (SELECT l.*, k.rows, k.paired_id, CASE WHEN k.rows = 1 THEN k.row_id END AS row_id,
          \(kind) AS class
        FROM \(loose) l LEFT JOIN \(keys) k ON k.key = l.user_key
          LEFT JOIN \(keys) o ON o.key = l.row_key
        OFFSET 0) c
      JOIN (VALUES \(IdentityClass.rows)) m (class, action, reason) ON m.class = c.class
      LEFT JOIN \(loose) r ON r.id = c.row_id
      WHERE \(isNamed("CASE WHEN c.has_user THEN c.user_key ELSE c.row_key END"))
      """
  }
}

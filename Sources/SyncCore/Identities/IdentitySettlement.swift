internal import Engine
internal import PostgresDriver
internal import Records

/// Settles groups by the claim that counts: everyone in a group, or nobody.
///
/// Who then lacks a row gets one created. A group is left where somebody's email is not one user's and one row's alone,
/// where what somebody would get is a row's that stays, and where not everybody was named.
struct IdentitySettlement {
  let tables: IdentityTables
  let preference: IdentityPreference
  /// True, as SQL, for a key that the plan is restricted to.
  let isNamed: (SQL) -> SQL
  /// The keys that this asks for.
  let keyList: [PostgresParameter]

  private let loose = IdentityTables.loose
  private let keys = IdentityTables.keys
  private let members = IdentityTables.members
  private let groups = IdentityTables.groups
  private let plan = IdentityTables.plan

  /// Decides once the groups are known; what created rows get is found after it.
  func settle(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.execute(PostgresStatement("judge the groups", judging, keyList))
    try connection.execute(PostgresStatement("say why groups are left", leaving))
    try connection.execute(PostgresStatement("settle the groups", settling))
  }

  /// Leaves whoever would be settled together with a user whose new row cannot be, once it is known what created rows
  /// get. A user whose email is too long gets no row, and has no key.
  func leaveBroken(on connection: inout PostgresConnection) throws(PostgresError) {
    if tables.values.isEmpty { return }
    let values = tables.planned.map { name -> SQL in "\(name) = NULL" }
    let given: [SQL] = [
      "action = \(Action.rejected)", "reason = \(Reason.claimedTwice)", "field = NULL",
      "new_id = NULL", "old_email = NULL", "new_email = NULL",
    ]
    try connection.execute(
      PostgresStatement(
        "leave groups with a row that cannot be",
        """
        UPDATE \(plan) p SET \(given + values)
        FROM \(members) m WHERE m.id = p.user_id AND \(IdentityTables.isWritten)
          AND m.label IN (SELECT o.label FROM \(plan) b JOIN \(members) o ON o.id = b.user_id
            WHERE b.action = \(Action.rejected) AND b.reason IN (\([Reason.valueMissing, .tooLong]))
              AND b.key IS NOT NULL)
        """))
  }
}

// MARK: - Statements

extension IdentitySettlement {
  /// Each member, with the reason that is in the way of settling him; NULL for none.
  ///
  /// `is_split` is true for one whose email is not one user's and one row's alone: nobody knows which is meant.
  private var people: SQL {
    """
    (SELECT m.label, l.id, l.has_row, l.user_key, l.user_email, l.fault, l.row_email, l.row_xmin,
        CASE WHEN k.rows = 1 THEN k.row_id END AS row_id, coalesce(k.users > 1 OR k.rows > 1, false) AS is_split,
        \(obstacle) AS obstacle
      FROM \(members) m JOIN \(loose) l ON l.id = m.id
        LEFT JOIN \(keys) k ON k.key = l.user_key LEFT JOIN \(keys) o ON o.key = l.row_key)
    """
  }

  /// By emails a row stays where its email is nobody's, and keeps its id. By ids one stays with its email where its id
  /// is nobody's, or where its user has no email and the column takes no NULL.
  private var obstacle: SQL {
    switch preference {
    case .email:
      return """
        CASE WHEN l.user_key IS NOT NULL AND l.has_row AND coalesce(o.users, 0) = 0 THEN \(Reason.idTaken) END
        """
    case .id:
      let takesNull = tables.client.table.column(tables.client.keyName)?.nullable == true
      return """
        CASE WHEN l.user_key IS NULL THEN nullif(l.fault, \(takesNull ? "\(Reason.emailMissing)" : "''"))
          WHEN k.rows = 1 AND NOT k.row_has_user THEN \(Reason.keyOccupied) END
        """
    }
  }

  private var judging: SQL {
    """
    UPDATE \(groups) g SET is_stuck = j.is_stuck, lacking = j.lacking, lacking_names = j.names
    FROM (SELECT label, bool_or(is_split OR obstacle IS NOT NULL) AS is_stuck,
        count(*) FILTER (WHERE NOT is_named) AS lacking,
        array_agg(name ORDER BY place) FILTER (WHERE NOT is_named AND place <= \(IdentityGroups.mostNamed)) AS names
      FROM (SELECT x.*, row_number() OVER (PARTITION BY label, is_named ORDER BY user_key, id) AS place
        FROM (SELECT m.*, coalesce(m.user_key, m.id::text) AS name,
            coalesce(\(isNamed("m.user_key")), false) AS is_named
          FROM \(people) m) x) placed
      GROUP BY label) j
    WHERE j.label = g.label
    """
  }

  private var leaving: SQL {
    let (app, auth) = (tables.client, tables.auth)
    return """
      UPDATE \(plan) p SET
        reason = CASE WHEN g.is_stuck THEN coalesce(x.obstacle, p.reason) ELSE \(Reason.group) END,
        field = CASE WHEN NOT g.is_stuck OR x.obstacle IS NULL THEN NULL
          WHEN x.obstacle = \(Reason.idTaken) THEN \(literal: app.idName)
          WHEN x.obstacle = \(Reason.keyOccupied) THEN \(literal: app.keyName) ELSE \(literal: auth.keyName) END
      FROM \(people) x JOIN \(groups) g ON g.label = x.label
      WHERE p.user_id = x.id AND p.class = \(IdentityClass.claimedTwice) AND (g.is_stuck OR g.lacking > 0)
      """
  }

  private var settling: SQL {
    """
    UPDATE \(plan) p SET \(settled)
    FROM \(people) x JOIN \(groups) g ON g.label = x.label LEFT JOIN \(loose) r ON r.id = x.row_id
    WHERE p.user_id = x.id AND p.class = \(IdentityClass.claimedTwice) AND NOT g.is_stuck AND g.lacking = 0
    """
  }

  /// `r` is the row with the user's email.
  private var settled: [SQL] {
    switch preference {
    case .email:
      let gets: SQL = "x.user_key IS NOT NULL"
      return [
        """
        action = CASE WHEN NOT (\(gets)) THEN \(Action.rejected) WHEN r.id IS NULL THEN \(Action.create)
          ELSE \(Action.update) END
        """,
        "reason = CASE WHEN NOT (\(gets)) THEN x.fault END",
        "field = CASE WHEN NOT (\(gets)) THEN \(literal: tables.auth.keyName) END",
        "old_id = CASE WHEN \(gets) THEN r.id ELSE p.old_id END",
        "new_id = CASE WHEN \(gets) THEN x.id END", "row_xmin = r.row_xmin",
        "new_email = CASE WHEN \(gets) AND r.id IS NULL THEN x.user_email END",
      ]
    case .id:
      return [
        "action = CASE WHEN x.has_row THEN \(Action.update) ELSE \(Action.create) END",
        "reason = NULL", "old_id = CASE WHEN x.has_row THEN x.id END", "new_id = x.id",
        "row_xmin = x.row_xmin", "old_email = x.row_email",
        "new_email = CASE WHEN x.user_key IS NOT NULL THEN x.user_email END",
      ]
    }
  }
}

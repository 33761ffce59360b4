internal import Engine
internal import PostgresDriver
internal import Records

/// Who belongs to whom: the staged records and the target's rows, side by side by their keys.
struct Matching {
  let tables: PlanTables
  /// Includes all rows with the key of a staged record, and all orphans.
  let rows: TargetRows

  /// The pairs as SQL after FROM: a record `s` with its row `t`, or either of them alone; `synctool_row` is
  /// the tid, NULL without a row.
  ///
  /// `losers` selects staged rows to leave out; nil when there are none. `rejections` says whether the
  /// stage has any. With `claims` some records are others' than their keys say.
  func pairs(losers: SQL?, rejections: Bool, claims: Bool = false) -> SQL {
    let contestants = contestants(without: losers, rejections: rejections)
    if claims { return pairs(of: contestants) }
    return """
      (SELECT s.ctid AS synctool_row, s.* FROM \(PlanTables.stage) s
        \(contestants)) s
      FULL JOIN (\(target)) t ON t.synctool_key = s.key
      """
  }

  /// A record that moves is its own row's, by the key that the row has; one whose key is given up is no row's yet.
  private func pairs(of contestants: SQL) -> SQL {
    """
    (SELECT * FROM (SELECT s.ctid AS synctool_row, c.verdict AS synctool_verdict,
        CASE c.verdict WHEN \(LinkVerdict.moves) THEN c.own_key WHEN \(LinkVerdict.freed) THEN NULL ELSE s.key END
          AS synctool_key, s.*
      FROM \(PlanTables.stage) s LEFT JOIN \(LinkTables.claims) c ON c.row = s.ctid
      \(contestants)) s
      WHERE synctool_verdict IS NULL OR synctool_verdict IN (\(LinkVerdict.allCases))) s
    FULL JOIN (\(target)) t ON t.synctool_key = s.synctool_key
    """
  }

  /// True for a row without a record, and for a record without a row.
  static let isOrphan: SQL = "s.synctool_row IS NULL"
  static let isNew: SQL = "t.synctool_row IS NULL"

  /// What a row of the join is: a target row alone, a record alone, or a pair.
  static func choice(orphan: SQL, create: SQL, pair: SQL) -> SQL {
    """
    CASE WHEN \(isOrphan) THEN \(orphan)
      WHEN \(isNew) THEN \(create) ELSE \(pair) END
    """
  }

  /// The condition that keeps the good records; empty when all are good, because PostgreSQL cannot
  /// estimate how many rows a condition on the stage keeps and would plan for a few.
  private func contestants(without losers: SQL?, rejections: Bool) -> SQL {
    let conditions: [SQL] =
      (rejections ? ["s.reason IS NULL"] : []) + (losers.map { ["s.ctid NOT IN (\($0))"] } ?? [])
    return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
  }

  /// The target rows that may differ.
  private var target: SQL {
    let columns = [tables.id] + tables.columns.map { SQL(identifier: $0.layout.column) }
    // Two roles never share a column, but the id column may also be mapped.
    var seen: Set<SQL> = []
    let list: [SQL] = columns.filter { seen.insert($0).inserted }.map { "t.\($0)" }
    return """
      SELECT t.ctid AS synctool_row, t.xmin AS synctool_xmin, \(tables.targetKey) AS synctool_key,
        \(list)
      FROM \(tables.table.sql) t WHERE \(rows.condition)
      """
  }
}

extension Matching {
  /// Rejects records whose key two target rows have; true when there were any.
  func rejectAmbiguous(on connection: inout PostgresConnection) throws(PostgresError) -> Bool {
    let ambiguous = try connection.execute(
      PostgresStatement(
        "find ambiguous rows",
        """
        INSERT INTO \(PlanTables.ambiguous)
        SELECT k FROM (SELECT \(tables.targetKey) AS k FROM \(tables.table.sql) t
          WHERE \(rows.condition)) keys
        WHERE k IN (SELECT key FROM \(PlanTables.stage) WHERE reason IS NULL)
        GROUP BY k HAVING count(*) > 1
        """))
    guard ambiguous > 0 else { return false }
    try connection.execute(
      PostgresStatement(
        "unplan ambiguous records",
        """
        DELETE FROM \(PlanTables.plan) p USING \(PlanTables.stage) s
        WHERE s.ctid = p.row AND s.reason IS NULL
          AND s.key IN (SELECT key FROM \(PlanTables.ambiguous))
        """))
    try connection.execute(
      PostgresStatement(
        "reject ambiguous records",
        """
        INSERT INTO \(PlanTables.plan) (action, row, reason, field)
        SELECT \(Action.rejected), ctid, \(Reason.ambiguousTarget), $1
        FROM \(PlanTables.stage)
        WHERE reason IS NULL AND key IN (SELECT key FROM \(PlanTables.ambiguous))
        """, [.text(tables.layout.email.fieldName)]))
    return true
  }
}

/// Which rows of the target a plan looks at.
enum TargetRows {
  case all
  /// None exist: every good record is a create, and the plan implies it.
  case none
  /// Those whose tids are in the table of candidates: no record is known to equal them, or they
  /// belong to the clients that `--only` names.
  case candidates

  /// The condition on the target's row `t`.
  var condition: SQL {
    switch self {
    case .all: "true"
    case .none: "false"
    // An array makes PostgreSQL fetch them block by block; a join would read the whole table.
    case .candidates: "t.ctid = ANY (ARRAY(SELECT row FROM \(PlanTables.candidates)))"
    }
  }
}

internal import PostgresDriver
internal import Records

/// Clients that refer to clients: rows that one undo deletes go together; those that others refer to stay,
/// with whatever they refer to.
struct UndoFamily {
  /// Levels are counted up to this: enough for trees, and an end for cycles.
  private static let deepest = 1000

  let tables: UndoTables
  /// Columns of the table itself; at least one.
  let references: [ReferringColumn]

  /// Keeps the rows to be deleted that a staying row refers to; gives the others their levels.
  var keep: PostgresStatement {
    let id = tables.client.id
    let edges: [SQL] = references.map { reference in
      """
      SELECT p.n AS parent, q.n AS child, \(literal: reference.path) AS field
      FROM \(UndoTables.plan) p JOIN \(tables.sql) t ON t.\(id) = p.id
        JOIN \(tables.sql) r ON \(reference.refers("r", to: "t")) AND r.ctid <> t.ctid
        LEFT JOIN \(UndoTables.plan) q ON q.id = r.\(id) AND q.action = \(Action.delete)
      WHERE p.action = \(Action.delete)
      """
    }
    return PostgresStatement(
      "look for clients that refer to clients",
      """
      WITH RECURSIVE edge AS MATERIALIZED (\(edges.joined(separator: " UNION ALL "))),
      kept AS (
        SELECT parent AS n FROM edge WHERE child IS NULL
        UNION SELECT e.parent FROM kept k JOIN edge e ON e.child = k.n
      ), stays AS (
        SELECT e.parent AS n, min(e.field) AS field FROM edge e
        WHERE e.child IS NULL OR e.child IN (SELECT n FROM kept) GROUP BY e.parent
      ), deep AS (
        SELECT parent AS n, 1 AS level FROM edge WHERE child IS NOT NULL
        UNION SELECT e.parent, d.level + 1 FROM deep d JOIN edge e ON e.child = d.n
          WHERE d.level < \(Self.deepest)
      ), levels AS (SELECT n, max(level) AS level FROM deep GROUP BY n)
      UPDATE \(UndoTables.plan) p SET level = coalesce(l.level, 0),
        action = CASE WHEN s.n IS NULL THEN p.action ELSE \(Action.kept) END,
        reason = CASE WHEN s.n IS NULL THEN p.reason ELSE \(Reason.referenced) END,
        field = coalesce(s.field, p.field)
      FROM (SELECT n FROM stays UNION SELECT n FROM levels) x
        LEFT JOIN stays s USING (n) LEFT JOIN levels l USING (n)
      WHERE p.n = x.n
      """)
  }

  /// True, as SQL under any search path, when no row refers to the row `t` except those among `rows`, which
  /// selects rows of the plan: PostgreSQL would refuse, or delete the others silently.
  func isFree(_ rows: SQL) -> SQL {
    let refers = references.map { "(\($0.refers("r", to: "t")))" as SQL }.joined(separator: " OR ")
    return """
      NOT EXISTS (SELECT FROM \(tables.sql) r
        WHERE (\(refers)) AND r.ctid OPERATOR(pg_catalog.<>) t.ctid
          AND NOT EXISTS (SELECT FROM (\(rows)) f WHERE f.id \(SQL.equals) r.\(tables.client.id)))
      """
  }

  /// Gives the rows that `isFree` left out the reason why they stay.
  var explain: PostgresStatement {
    let reasons: [SQL] = references.map { reference in
      """
      WHEN EXISTS (SELECT FROM \(tables.sql) r
          WHERE \(reference.refers("r", to: "t")) AND r.ctid <> t.ctid)
        THEN \(literal: reference.path)
      """
    }
    return PostgresStatement(
      "look for clients that stay with others",
      """
      UPDATE \(UndoTables.plan) p
      SET action = \(Action.kept), reason = \(Reason.referenced), field = x.field
      FROM (SELECT p.n, CASE \(reasons.joined(separator: " ")) END AS field
        FROM \(UndoTables.plan) p JOIN \(tables.sql) t ON t.\(tables.client.id) = p.id
        WHERE p.action = \(Action.failed) AND p.was = 'create'
          AND p.reason IN (\(Reason.swallowed), \(Reason.policyViolation))) x
      WHERE p.n = x.n AND x.field IS NOT NULL
      """)
  }
}

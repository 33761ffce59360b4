internal import Engine
internal import PostgresDriver
internal import Records

/// The moment of a plan, in PostgreSQL's terms.
package struct IdentityMoment: Sendable {
  /// The oldest transaction that was still running, a full transaction id as decimal digits: what the plan did not see
  /// was written by this one or a later one.
  let oldestRunning: String

  /// Reads it within the snapshot of the plan.
  static func read(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> IdentityMoment {
    let question = PostgresStatement(
      "read the snapshot", "SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
    return IdentityMoment(
      oldestRunning: try connection.row(question) {
        (result, row) throws(PostgresError) in try result.string(row, 0)
      })
  }

  /// True, as SQL, for rows `t` that may have been written since.
  fileprivate var isYoung: SQL { "age(t.xmin) <= age(\(literal: oldestRunning)::xid8::xid)" }
}

/// Finds, once the application's table is locked, whom the plan no longer describes.
struct IdentityMeanwhile {
  let tables: IdentityTables
  let moment: IdentityMoment

  /// Marks them as failed, and everyone who is settled together with one of them.
  func setAside(on connection: inout PostgresConnection) throws(PostgresError) {
    let marked = try connection.ask(
      Question.affectedRows([changedRows, changedUsers, newUsers, newRows]))
    if marked > 0 { try connection.execute(groups) }
  }

  private func fail(_ name: String, _ reason: Reason, _ choice: SQL) -> PostgresStatement {
    PostgresStatement(
      name,
      "UPDATE \(IdentityTables.plan) p SET action = \(Action.failed), reason = \(reason), field = NULL \(choice)"
    )
  }

  private var changedRows: PostgresStatement {
    fail(
      "look for rows changed meanwhile", .changedMeanwhile,
      """
      WHERE p.action = \(Action.update) AND NOT EXISTS (SELECT FROM \(tables.client.table.sql) t
        WHERE \(tables.hasID("p.old_id", "t")) AND t.xmin = p.row_xmin)
      """)
  }

  /// The user is gone, or has another email.
  private var changedUsers: PostgresStatement {
    fail(
      "look for users changed meanwhile", .changedMeanwhile,
      """
      WHERE \(IdentityTables.isWritten) AND NOT EXISTS (SELECT FROM \(tables.users()) a WHERE a.id = p.user_id
        AND (a.key = p.key OR p.key IS NULL AND coalesce(a.key, '') = ''))
      """)
  }

  /// Somebody else claims the row, or the email, whom the plan does not know with that email: while an older
  /// transaction runs, all that is young may be known.
  private var newUsers: PostgresStatement {
    fail(
      "look for users that appeared meanwhile", .changedMeanwhile,
      """
      FROM (SELECT a.* FROM \(tables.users(moment.isYoung)) a OFFSET 0) a
      WHERE \(IdentityTables.isWritten) AND a.id <> p.user_id AND (a.key = p.key OR a.id = p.old_id
        OR a.key = \(tables.client.key(of: "p.old_email")))
        AND NOT EXISTS (SELECT FROM \(IdentityTables.loose) l
          WHERE l.id = a.id AND l.has_user AND l.user_email IS NOT DISTINCT FROM a.email)
      """)
  }

  /// Another row has the email, or the id, and is not planned to give it up.
  private var newRows: PostgresStatement {
    fail(
      "look for rows that appeared meanwhile", .appearedMeanwhile,
      """
      FROM (SELECT t.* FROM \(tables.rows(moment.isYoung)) t OFFSET 0) t
      WHERE \(IdentityTables.isWritten) AND t.id IS DISTINCT FROM p.old_id AND (t.key = p.key OR t.id = p.new_id)
        AND NOT EXISTS (SELECT FROM \(IdentityTables.plan) o
          WHERE o.action = \(Action.update) AND o.old_id = t.id AND o.row_xmin = t.version)
      """)
  }

  private var groups: PostgresStatement {
    fail(
      "leave out who is settled with them", .changedMeanwhile,
      """
      FROM \(IdentityTables.members) m
      WHERE m.id = p.user_id AND \(IdentityTables.isWritten) AND m.label IN (
        SELECT o.label FROM \(IdentityTables.plan) f JOIN \(IdentityTables.members) o ON o.id = f.user_id
        WHERE f.action = \(Action.failed))
      """)
  }
}

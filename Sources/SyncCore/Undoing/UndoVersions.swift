internal import PostgresDriver

/// Admits the rows whose version is another one than the run made, and yet as the run left them: what a
/// later run wrote was taken back again.
struct UndoVersions {
  /// What stands as the reason of a row of the plan of which nothing but the version is another one.
  static let other = "version"

  private let tables: UndoTables
  private let subject: UndoSubject

  init(_ tables: UndoTables, _ subject: UndoSubject) {
    self.tables = tables
    self.subject = subject
  }

  private var names: [PostgresParameter] {
    let table = tables.client.table
    return [.text(table.schema), .text(table.name), .int8(subject.run.id)]
  }

  /// The undos after the run: only they can have brought its versions back.
  private static let later = """
    synctool.runs r WHERE \(RunTable.isOfTable) AND r.id > $3 AND r.undoes IS NOT NULL
      AND r.status = 'done'
    """

  /// The number of a column that a run `r` went by, as text; its name where runs did not know it.
  private static func number(_ column: String) -> String {
    "coalesce(r.column_numbers ->> r.\(column), r.\(column), '')"
  }

  func admit(on connection: inout PostgresConnection) throws(PostgresError) {
    let question = PostgresStatement(
      "look for later undos",
      """
      SELECT count(*), bool_and(\(Self.number("id_column")) =
        (SELECT \(Self.number("id_column")) FROM synctool.runs r WHERE r.id = $3))
      FROM \(Self.later)
      """, names)
    let (undos, sameID) = try connection.query(question) { (result) throws(PostgresError) in
      (try result.int64(0, 0), result.isNull(0, 1) ? true : try result.bool(0, 1))
    }
    guard undos > 0 else { return }
    try connection.execute(sameID ? admission(step: Self.steps, link: "p.said") : byKey)
  }

  /// An undo made the version `now` of a row and brought back what `was` there before the run that it took
  /// back.
  private static let steps = """
    SELECT u.target_id AS link, u.row_xmin AS now,
      CASE b.action WHEN 'delete' THEN b.row_xmin ELSE b.before_xmin END AS was
    FROM (SELECT r.id, r.undoes FROM \(later)) k
      JOIN synctool.changes u ON u.run = k.id AND u.action <> 'delete'
      JOIN synctool.changes b ON b.run = k.undoes AND b.target_id = u.target_id
    """

  /// Where runs went by several id columns, rows are the same when their keys are; of several rows with one
  /// key none is.
  private var byKey: PostgresStatement {
    let steps = """
      SELECT link, now, min(was::text)::xid AS was FROM (
        SELECT lower(u.key) AS link, u.row_xmin AS now,
          CASE b.action WHEN 'delete' THEN b.row_xmin ELSE b.before_xmin END AS was
        FROM (SELECT r.id, r.undoes FROM \(Self.later) AND \(Self.number("key_column")) =
            (SELECT \(Self.number("key_column")) FROM synctool.runs r WHERE r.id = $3)) k
          JOIN synctool.changes u ON u.run = k.id AND u.action <> 'delete'
          JOIN synctool.changes b ON b.run = k.undoes AND b.target_id = u.target_id) s
      GROUP BY link, now HAVING count(*) = 1
      """
    return admission(step: steps, link: "lower(p.key)")
  }

  private func admission(step: String, link: String) -> PostgresStatement {
    PostgresStatement(
      "look for rows that were put back",
      """
      WITH RECURSIVE step AS MATERIALIZED (\(step)), same AS (
        SELECT link, now, was FROM step WHERE was IS NOT NULL
        UNION
        SELECT s.link, s.now, n.was FROM same s JOIN step n ON n.link = s.link AND n.now = s.was
        WHERE n.was IS NOT NULL
      )
      UPDATE \(UndoTables.plan) p SET reason = NULL FROM same s
      WHERE p.reason = '\(Self.other)' AND s.link = \(link)
        AND s.now = p.held AND s.was = p.wrote
      """, names)
  }
}

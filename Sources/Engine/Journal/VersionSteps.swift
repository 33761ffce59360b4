internal import PostgresDriver

/// The versions of rows that undos after a run have made: each undo restored a row to what it was before
/// the run that it took back.
struct VersionSteps {
  /// What identifies rows of different runs as the same.
  enum Link {
    case ids, keys
  }

  /// The parameters of `later`'s statements: the table, and the run.
  let parameters: [PostgresParameter]

  init(_ run: Int64, _ table: TargetTable) {
    parameters = [.text(table.schema), .text(table.name), .int8(run)]
  }

  /// The undos after the run: only they can have restored its versions.
  private static let later: SQL = """
    synctool.runs r WHERE \(RunTable.isOfTable) AND r.id > $3 AND r.undoes IS NOT NULL
      AND r.status = 'done'
    """

  /// The number of a column that a run `r` used, as text; its name where runs did not record it.
  private static func number(_ column: SQL) -> SQL {
    "coalesce(r.column_numbers ->> r.\(column), r.\(column), '')"
  }

  /// nil when there was no undo after the run.
  func links(on connection: inout PostgresConnection) throws(PostgresError) -> Link? {
    let question = PostgresStatement(
      "look for later undos",
      """
      SELECT count(*), bool_and(\(Self.number("id_column")) =
        (SELECT \(Self.number("id_column")) FROM synctool.runs r WHERE r.id = $3))
      FROM \(Self.later)
      """, parameters)
    return try connection.row(question) { (result, row) throws(PostgresError) -> Link? in
      if try result.int64(row, 0) == 0 { return nil }
      if result.isNull(row, 1) { return .ids }
      return try result.bool(row, 1) ? .ids : .keys
    }
  }

  /// Selects `link`, the version `now` that an undo made of a row, and what it `was` before.
  static let byID: SQL = """
    SELECT u.target_id AS link, u.row_xmin AS now,
      CASE b.action WHEN 'delete' THEN b.row_xmin ELSE b.before_xmin END AS was
    FROM (SELECT r.id, r.undoes FROM \(later)) k
      JOIN synctool.changes u ON u.run = k.id AND u.action <> 'delete'
      JOIN synctool.changes b ON b.run = k.undoes AND b.target_id = u.target_id
    """

  /// The same where runs used several id columns: rows are the same when their keys are; of several rows
  /// with one key none is.
  static let byKey: SQL = """
    SELECT link, now, min(was::text)::xid AS was FROM (
      SELECT lower(u.key) AS link, u.row_xmin AS now,
        CASE b.action WHEN 'delete' THEN b.row_xmin ELSE b.before_xmin END AS was
      FROM (SELECT r.id, r.undoes FROM \(later) AND \(number("key_column")) =
          (SELECT \(number("key_column")) FROM synctool.runs r WHERE r.id = $3)) k
        JOIN synctool.changes u ON u.run = k.id AND u.action <> 'delete'
        JOIN synctool.changes b ON b.run = k.undoes AND b.target_id = u.target_id) s
    GROUP BY link, now HAVING count(*) = 1
    """
}

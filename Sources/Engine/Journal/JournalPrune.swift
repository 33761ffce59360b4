package import PostgresDriver

/// Deletes the old runs on one table from the journal, and those on none, with everything they recorded.
package struct JournalPrune: Sendable {
  /// The table whose runs are meant, as PostgreSQL stores the names.
  let schema: String
  let table: String
  /// Seconds; a run that ended longer ago is deleted, an unfinished one never. Nobody knows when a crashed
  /// one ended: its start counts.
  let keep: Double

  package init(_ table: QualifiedName, keep: Double) {
    (schema, self.table, self.keep) = (table.effectiveSchema, table.name, keep)
  }

  /// The privileges a role needs on the journal's tables.
  package static let needs = ["runs", "changes", "document_changes", "rejections"].map {
    ($0, ["DELETE"])
  }

  /// What would be deleted.
  package func count(on connection: inout PostgresConnection) throws(PostgresError) -> PruneCounts {
    try counts(
      "count the old runs",
      """
      WITH old AS (SELECT r.id FROM synctool.runs r WHERE \(Self.isOld))
      SELECT (SELECT count(*) FROM old),
        (SELECT count(*) FROM synctool.changes WHERE run IN (SELECT id FROM old))
          + (SELECT count(*) FROM synctool.document_changes WHERE run IN (SELECT id FROM old)),
        (SELECT count(*) FROM synctool.rejections WHERE run IN (SELECT id FROM old))
      """, on: &connection)
  }

  /// Deletes it in one statement; the caller has begun a transaction that writes.
  package func delete(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> PruneCounts {
    try counts(
      "delete the old runs",
      """
      WITH old AS (DELETE FROM synctool.runs r WHERE \(Self.isOld) RETURNING r.id),
        lost AS (
          DELETE FROM synctool.changes WHERE run IN (SELECT id FROM old) RETURNING 1),
        documents AS (
          DELETE FROM synctool.document_changes WHERE run IN (SELECT id FROM old) RETURNING 1),
        forgotten AS (
          DELETE FROM synctool.rejections WHERE run IN (SELECT id FROM old) RETURNING 1)
      SELECT (SELECT count(*) FROM old),
        (SELECT count(*) FROM lost) + (SELECT count(*) FROM documents),
        (SELECT count(*) FROM forgotten)
      """, on: &connection)
  }

  private static let isOld: SQL = """
    \(RunTable.isOfTableOrNone) AND r.status <> 'running'
    AND extract(epoch FROM clock_timestamp() - coalesce(r.finished_at, r.started_at)) > $3
    """

  private func counts(
    _ name: String, _ sql: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> PruneCounts {
    let parameters: [PostgresParameter] = [.text(schema), .text(table), .text(String(keep))]
    return try connection.row(PostgresStatement(name, sql, parameters)) {
      (result, row) throws(PostgresError) in
      PruneCounts(
        runs: Int(try result.int64(row, 0)), changes: Int(try result.int64(row, 1)),
        rejections: Int(try result.int64(row, 2)))
    }
  }
}

/// How many rows of the journal a prune deleted, or would delete.
package struct PruneCounts: Equatable, Sendable {
  package var runs: Int
  package var changes: Int
  package var rejections: Int
}

internal import PostgresDriver

/// A row `r` of `synctool.runs` as SQL, and as a value.
enum RunRow {
  /// The status that readers see: nobody holds the lock of a run that went away without a word.
  static let status = """
    CASE WHEN r.status = 'running' AND NOT EXISTS (
        SELECT FROM pg_locks l WHERE \(RunLockHolder.condition(key: "r.lock_key")))
      THEN 'crashed' ELSE r.status END
    """

  /// What `record` reads, in its order.
  static let columns = """
    r.id, r.command, \(status), r.table_schema, r.table_name,
    (extract(epoch FROM r.started_at) * 1000000)::int8,
    (extract(epoch FROM r.finished_at) * 1000000)::int8,
    r.exit_code::int8, r.source, r.target, r.options::text, coalesce(r.counts, '{}')::text,
    r.plan_digest, r.undoes,
    (SELECT max(u.id) FROM synctool.runs u WHERE u.undoes = r.id AND u.status = 'done'
      AND (SELECT sum(n::int8) FROM jsonb_each_text(u.counts) c (name, n)
        WHERE name IN ('delete', 'update', 'create')) > 0),
    r.host, r.os_user, r.database_user, r.tool_version,
    r.error ->> 'stage', r.error ->> 'message', r.error ->> 'hint'
    """

  /// Reads the row with number `row` of an answer whose columns are `columns`; throws
  /// `.protocolMisuse` for a value of another type, as in a journal that was tampered with.
  static func record(
    _ result: borrowing PostgresResult, _ row: Int
  ) throws(PostgresError) -> RunRecord {
    RunRecord(
      id: try result.int64(row, 0), command: try result.string(row, 1),
      status: RunStatus(rawValue: try result.string(row, 2)) ?? .crashed,
      tableSchema: try result.string(row, 3), tableName: try result.string(row, 4),
      startedAt: try result.int64(row, 5), finishedAt: try result.int64IfPresent(row, 6),
      exitCode: try result.int64IfPresent(row, 7).map { Int32(truncatingIfNeeded: $0) },
      source: try result.string(row, 8), target: try result.string(row, 9),
      options: json(try result.string(row, 10)), counts: json(try result.string(row, 11)),
      planDigest: try result.stringIfPresent(row, 12), undoes: try result.int64IfPresent(row, 13),
      undoneBy: try result.int64IfPresent(row, 14), host: try result.string(row, 15),
      osUser: try result.string(row, 16), databaseUser: try result.string(row, 17),
      toolVersion: try result.string(row, 18), failure: try failure(result, row))
  }

  private static func failure(
    _ result: borrowing PostgresResult, _ row: Int
  ) throws(PostgresError) -> RunFailureRecord? {
    guard let message = try result.stringIfPresent(row, 20) else { return nil }
    return RunFailureRecord(
      stage: try result.stringIfPresent(row, 19) ?? "", message: message,
      hint: try result.stringIfPresent(row, 21) ?? "")
  }

  /// What is no JSON that we would have written counts as empty.
  private static func json(_ text: String) -> JSONValue {
    (try? JSONReader.parse(text)) ?? .object([])
  }
}

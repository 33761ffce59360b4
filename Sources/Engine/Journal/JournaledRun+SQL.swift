internal import Basics
internal import PostgresDriver

/// A row `r` of `synctool.runs` as SQL, and as a value.
extension JournaledRun {
  /// The status that readers see: nobody holds the lock of a run that vanished.
  static let status: SQL = """
    CASE WHEN r.status = 'running' AND NOT EXISTS (
        SELECT FROM pg_locks l WHERE \(RunLockHolder.condition(key: "r.lock_key")))
      THEN 'crashed' ELSE r.status END
    """

  /// The columns that `record` reads, in order.
  static let columns: SQL = """
    r.id, r.command, \(status), coalesce(r.subject, r.table_schema || '.' || r.table_name),
    (extract(epoch FROM r.started_at) * 1000000)::int8,
    (extract(epoch FROM r.finished_at) * 1000000)::int8,
    r.exit_code::int8, r.source, r.target, r.options::text, coalesce(r.counts, '{}')::text,
    r.plan_digest, r.undoes,
    coalesce(v.live, v.latest),
    r.host, r.os_user, r.database_user, r.tool_version,
    r.error ->> 'stage', r.error ->> 'message', r.error ->> 'hint',
    CASE WHEN v.net > 0 THEN
      CASE WHEN v.net < \(written("r")) THEN \(JournaledRun.Undone.partly)
        ELSE \(JournaledRun.Undone.whole) END END
    """

  /// The rows `r`, each with what became of its undos: `net` is how many of its clients are undone
  /// now, since an undo may have been undone itself; `live` the latest undo with any,
  /// `latest` the latest of all that undid something.
  static let source: SQL = """
    synctool.runs r CROSS JOIN LATERAL (
      WITH RECURSIVE undos AS (
        SELECT u.id AS root, u.id, 1 AS sign, \(written("u")) AS written
        FROM synctool.runs u WHERE u.undoes = r.id AND u.status = 'done'
        UNION ALL
        SELECT p.root, u.id, - p.sign, \(written("u"))
        FROM undos p JOIN synctool.runs u ON u.undoes = p.id AND u.id > p.id AND u.status = 'done'
      ), nets AS (
        SELECT root, sum(sign * written) AS net, max(written) FILTER (WHERE id = root) AS written
        FROM undos GROUP BY root
      )
      SELECT sum(net) AS net, max(root) FILTER (WHERE net > 0) AS live,
        max(root) FILTER (WHERE written > 0) AS latest
      FROM nets) v
    """

  /// How many rows or documents the run with this alias wrote, according to its counts; a name that is not known counts
  /// as written, so that the run is never taken for one that wrote nothing before `record` refuses it.
  static func written(_ alias: SQL) -> SQL {
    """
    (SELECT coalesce((\(alias).counts -> \(literal: CountName.documents.rawValue) ->> 'written')::int8,
        sum(c.n::int8), 0) FROM jsonb_each_text(\(alias).counts) c (name, n)
      WHERE c.name NOT IN (\(CountName.unwritten)))
    """
  }

  /// Reads the row with number `row` of an answer whose columns are `columns`; throws
  /// `.protocolMisuse` for a value of another type, and for an unknown status, as after tampering with the journal.
  static func record(
    _ result: borrowing PostgresResult, _ row: Int
  ) throws(PostgresError) -> JournaledRun {
    let id = try result.int64(row, 0)
    return JournaledRun(
      id: id, command: try result.string(row, 1),
      status: try JournalWord.status.read(try result.string(row, 2), of: id),
      subject: try result.string(row, 3),
      startedAt: try result.int64(row, 4), finishedAt: try result.int64IfPresent(row, 5),
      exitCode: try result.int64IfPresent(row, 6).map { Int32(truncatingIfNeeded: $0) },
      source: try result.string(row, 7), target: try result.string(row, 8),
      options: json(try result.string(row, 9)), counts: try counts(result, row, of: id),
      planDigest: try result.stringIfPresent(row, 11), undoes: try result.int64IfPresent(row, 12),
      undoneBy: try result.int64IfPresent(row, 13), host: try result.string(row, 14),
      osUser: try result.string(row, 15), databaseUser: try result.string(row, 16),
      toolVersion: try result.string(row, 17), failure: try failure(result, row),
      undone: try result.stringIfPresent(row, 21).flatMap(JournaledRun.Undone.init))
  }

  private static func counts(
    _ result: borrowing PostgresResult, _ row: Int, of run: Int64
  ) throws(PostgresError) -> JSONValue {
    let counts = json(try result.string(row, 10))
    guard case .object(let members) = counts else { return counts }
    for member in members { _ = try JournalWord.count.read(member.name, of: run) }
    return counts
  }

  private static func failure(
    _ result: borrowing PostgresResult, _ row: Int
  ) throws(PostgresError) -> JournaledFailure? {
    guard let message = try result.stringIfPresent(row, 19) else { return nil }
    return JournaledFailure(
      stage: try result.stringIfPresent(row, 18) ?? "", message: message,
      hint: try result.stringIfPresent(row, 20) ?? "")
  }

  /// JSON that we would not have written counts as empty.
  private static func json(_ text: String) -> JSONValue {
    (try? JSONReader.parse(text)) ?? [:]
  }
}

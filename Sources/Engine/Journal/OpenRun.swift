internal import Basics
package import PostgresDriver
internal import Records

/// The journal's row of the run in progress.
///
/// It is committed as `running` before the source is read and says `done` in the transaction that
/// writes the data: the journal and the data agree whatever is killed.
package struct OpenRun: Sendable {
  /// The run's number.
  let run: Int64

  /// Starts a transaction that writes only the journal.
  package static let begin = PostgresStatement.writing("begin a note in the journal")

  /// Records the run, once it holds its lock: every other run with that lock that is still `running` has
  /// crashed.
  ///
  /// Throws `PostgresError`, and `SyncFailure` when the journal cannot give the run a number.
  static func start(
    _ entry: RunOpening, _ client: JournaledTable, on connection: inout PostgresConnection
  ) throws -> OpenRun {
    do throws(PostgresError) {
      return try write(entry, client, on: &connection)
    } catch {
      guard error.sqlState == .uniqueViolation else { throw error }
      throw SyncFailure(
        .unfit, .target,
        "the journal's sequence is behind its rows: the next run's number is taken",
        hint: "run: SELECT setval(pg_get_serial_sequence('synctool.runs', 'id'),"
          + " (SELECT max(id) FROM synctool.runs))")
    }
  }

  private static func write(
    _ entry: RunOpening, _ client: JournaledTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> OpenRun {
    let table = entry.subject == nil ? client.table : nil
    // A run on a table that had the name before may still be in progress: it holds another lock.
    let crashed = PostgresStatement(
      "mark crashed runs",
      """
      UPDATE synctool.runs r SET status = 'crashed'
      WHERE r.status = 'running' AND (r.lock_key = $3
        OR \(RunTable.isOfTable) AND \(JournaledRun.status) = 'crashed')
      """, [text(table?.schema), text(table?.name), .int8(entry.lockKey)])
    let insert = insert(entry, client)
    let note = Question.rowIfPresent(insert) { (result, row) throws(PostgresError) in
      try result.int64(row, 0)
    }
    guard let run = try connection.ask(note.after([crashed]), inside: begin) else {
      throw .journal(insert.name, "the journal did not keep the row of this run")
    }
    return OpenRun(run: run)
  }

  private static func insert(_ entry: RunOpening, _ client: JournaledTable) -> PostgresStatement {
    // What is about something else has no table, nor what tells its clients.
    let client = entry.subject == nil ? client : nil
    let table = client?.table
    let numbers = table?.columns.map { (name: $0.name, value: JSONValue.number("\($0.number)")) }
    return PostgresStatement(
      "write the run down",
      """
      INSERT INTO synctool.runs (command, table_schema, table_name, lock_key, source, target,
        options, undoes, host, os_user, tool_version, table_oid, journal_oid, id_column,
        key_column, time_column, match_rule, column_numbers, subject)
      VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10, $11, $12,
        'synctool.runs'::regclass, $13, $14, $15, $16, $17::text::jsonb, $18) RETURNING id
      """,
      [
        .text(entry.identity.kind.command), text(table?.schema), text(table?.name),
        .int8(entry.lockKey),
        .text(entry.source), .text(entry.target), .text(JSONWriter().text(entry.options)),
        entry.undoes.map { .int8($0) } ?? .null, .text(HostFacts.hostName),
        .text(HostFacts.userName), .text(entry.identity.toolVersion),
        text(table.map { "\($0.oid)" }), text(client?.idName), text(client?.keyName),
        text(client?.timeName), text(client?.match.rawValue),
        text(numbers.map { JSONWriter().text(.object($0)) }), text(entry.subject),
      ])
  }

  private static func text(_ value: String?) -> PostgresParameter {
    value.map { .text($0) } ?? .null
  }

  /// Keeps every entry of a plan that met one of these fates, with reason and field, with the next statement.
  func addRejections(
    _ problems: [Action], _ plan: PlanRelation, on connection: inout PostgresConnection
  ) {
    let place = plan.place
    connection.queue(
      PostgresStatement(
        "keep the rejections",
        """
        INSERT INTO synctool.rejections (run, action, source_id, key, reason, field, winner_id,
          line, byte, detail)
        SELECT \(run), p.action, \(plan.sourceID), \(plan.key), p.reason, p.field, \(plan.winner),
          split_part(\(place), ' ', 1)::bigint, split_part(\(place), ' ', 2)::bigint,
          regexp_replace(\(place), '^[0-9]+ [0-9]+ ', '')
        FROM \(plan.table) p \(plan.beside)
        WHERE p.action IN (\(problems))
        ORDER BY \(plan.order)
        """))
  }

  /// Marks the run as done, with the next statement of the transaction that writes its data: that one fails when
  /// somebody deleted the row.
  ///
  /// `counts` is an object of numbers.
  func finish(
    counts: JSONValue, exitCode: ExitCode, planDigest: String?,
    on connection: inout PostgresConnection
  ) {
    let update = PostgresStatement(
      Self.finishing,
      """
      UPDATE synctool.runs SET status = 'done', finished_at = clock_timestamp(), exit_code = $2,
        counts = $3::text::jsonb, plan_digest = $4
      WHERE id = $1 AND status = 'running'
      """,
      [
        .int8(run), .int8(Int64(exitCode.rawValue)), .text(JSONWriter().text(counts)),
        planDigest.map { .text($0) } ?? .null,
      ])
    connection.queue(update) { [run] (result) throws(PostgresError) in
      guard result.affectedRows != 1 else { return }
      throw PostgresError(
        kind: .server, statement: Self.finishing,
        message: "the journal's row of this run, number \(run), is gone or was closed",
        hint: "check who else writes to synctool.runs, and run again")
    }
  }

  /// The name of the statement that marks the run as done.
  static let finishing = "finish the run in the journal"

  /// Records why the run failed, whatever asked it to stop; with the session gone the next run marks it
  /// as crashed. A run whose writes are committed stays `done`.
  /// - Parameter notes: statements without bound values that go with it.
  func fail(
    _ failure: SyncFailure, counts: JSONValue, with notes: [PostgresStatement] = [],
    on connection: inout PostgresConnection
  ) {
    let quoted = { (value: JSONValue) -> SQL in "\(literal: JSONWriter().text(value))::jsonb" }
    connection.executeRegardless(
      PostgresStatement(
        "note the failure in the journal",
        """
        BEGIN READ WRITE;
        \(notes.map { $0.sql + ";\n" }.joined(separator: ""))\
        UPDATE synctool.runs SET status = CASE status WHEN 'running' THEN 'failed' ELSE status END,
          finished_at = clock_timestamp(), exit_code = \(failure.code.rawValue),
          counts = \(quoted(counts)), error = \(quoted(failure.json))
        WHERE id = \(run);
        COMMIT
        """))
  }
}

/// What a run records of itself when it begins.
struct RunOpening {
  let identity: RunIdentity
  /// Names without secrets.
  let source: String
  let target: String
  /// The options that differ from their defaults, as an object.
  let options: JSONValue
  /// The run that this one takes back; nil unless it is an undo.
  let undoes: Int64?
  /// What the run is about where that is not its table; nil where it is.
  let subject: String?
  /// The key of the lock that it holds.
  let lockKey: Int64
}

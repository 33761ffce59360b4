internal import Engine
internal import PostgresDriver

/// What makes sign-ups slower, or fail, although everything is installed as it should be.
enum InstallWarnings {
  /// A sign-up looks the row up by its key: of many rows it reads all of them where no index has the key.
  ///
  /// What PostgreSQL would do itself is asked, since an index may be written in many ways. The role needs SELECT on
  /// the table.
  static func index(
    _ script: InstallScript, on connection: inout PostgresConnection
  ) throws -> [CheckLine] {
    let explain = PostgresStatement(
      "look for an index on the key",
      "EXPLAIN (COSTS off) SELECT FROM \(script.app.sql) p WHERE \(script.has("'a@b'", script.app, "p"))"
    )
    let plan = try connection.transaction(.snapshot("begin to look for an index")) { connection in
      connection.queue([
        PostgresStatement("prefer an index", "SET LOCAL enable_seqscan = off")
      ])
      return try connection.strings(explain)
    }
    if plan.contains(where: { $0.contains("Index Cond") }) { return [] }
    let key = script.match.key(of: SQL(identifier: script.app.email))
    return [
      .warning(
        "index",
        "\(script.app.table.full) has no index by which a sign-up finds an email's row: it reads the whole table;"
          + " run: CREATE INDEX CONCURRENTLY ON \(script.app.sql.text) ((\(key.text)))", "")
    ]
  }

  /// A role's own limit, its limit in this database, or the database's.
  ///
  /// A cancelled statement is the one thing that no handler catches: who waits half a second for a lock of the
  /// application must have the time.
  static func timeouts(_ script: InstallScript) -> Question<[CheckLine]> {
    let statement = PostgresStatement(
      "look for short statement timeouts",
      """
      SELECT r.rolname::text, f.value FROM pg_roles r
        CROSS JOIN LATERAL (
          SELECT split_part(e.entry, '=', 2) AS value
          FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) e (entry)
          WHERE s.setrole IN (r.oid, 0) AND e.entry LIKE 'statement\\_timeout=%'
            AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
          ORDER BY s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1) f
      WHERE r.rolcanlogin AND has_table_privilege(r.oid, (
          SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = \(literal: script.auth.table.effectiveSchema)
            AND c.relname = \(literal: script.auth.table.name)), 'INSERT')
        AND CASE WHEN f.value ~ '^ *[0-9.]+ *$' THEN f.value || ' ms' ELSE f.value END::interval
          BETWEEN '1 us' AND '999 ms'
      ORDER BY 1 LIMIT 10
      """)
    let found = Question.rows(statement) { (result, row) throws(PostgresError) in
      "\(try result.string(row, 0)) (\(try result.string(row, 1)))"
    }
    return found.map { roles in
      roles.isEmpty
        ? []
        : [
          .warning(
            "statement_timeout",
            "a sign-up may wait half a second for a lock of the application, and fails where it is cancelled"
              + " meanwhile: give these roles 1 s or more: \(roles.joined(separator: ", "))", "")
        ]
    }
  }
}

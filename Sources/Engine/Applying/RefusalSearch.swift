package import PostgresDriver
internal import Records

/// Finds the rows that PostgreSQL refuses, by halving the set under savepoints, and writes the rest.
package struct RefusalSearch<Writer: PlannedWriter> {
  private let writer: Writer
  private let table: TargetTable

  /// `table` is the one that the writer writes to.
  package init(_ writer: Writer, _ table: TargetTable) {
    self.writer = writer
    self.table = table
  }

  /// Tries everything at once; if refused, narrows down. True when all rows went in.
  ///
  /// When PostgreSQL writes fewer rows than planned without an error, a trigger or a rule
  /// has swallowed some; when more, ids are not unique. Throws the errors that are not a row's fault.
  package func run(on connection: inout PostgresConnection) throws(PostgresError) -> Bool {
    if try attempt(writer.whole, on: &connection) == nil { return true }
    var first = 1
    for (action, attempts) in try number(on: &connection) {
      try narrow(first..<first + attempts, action, on: &connection)
      first += attempts
    }
    try markFailed(on: &connection)
    return false
  }

  /// Writes the attempts of the range except those that PostgreSQL refuses one by one.
  private func narrow(
    _ attempts: Range<Int>, _ action: Action, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    // Depth first, so that rows are tried in order.
    var pending = attempts.isEmpty ? [] : [attempts]
    while let range = pending.popLast() {
      let refusal = try attempt(writer.part(range, action), on: &connection)
      guard let refusal else { continue }
      if range.count == 1 {
        try note(refusal, at: range.lowerBound, on: &connection)
      } else {
        let middle = range.lowerBound + range.count / 2
        pending.append(middle..<range.upperBound)
        pending.append(range.lowerBound..<middle)
      }
    }
  }

  /// Writes under a savepoint and checks deferred constraints at once; nil when all went in.
  ///
  /// Meanwhile the search path is the role's own, which the application's triggers expect: statements
  /// sent in between qualify every operator and type with its schema. Triggers may set more than the path.
  private func attempt(
    _ writing: Question<Int>, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Refusal? {
    let begin = [
      "SAVEPOINT rows", "SET CONSTRAINTS ALL DEFERRED",
      "SELECT pg_catalog.set_config('search_path', \(literal: connection.initialSearchPath), true)",
    ].map { (sql: SQL) in PostgresStatement("set a savepoint", sql) }
    let check = PostgresStatement("check the constraints", "SET CONSTRAINTS ALL IMMEDIATE")
    let checked = Question(check) { _ in true }
    do throws(PostgresError) {
      let (excess, _) = try connection.ask(writing.after(begin).and(checked))
      if excess == 0 {
        connection.queue([
          PostgresStatement("keep the rows", "RELEASE SAVEPOINT rows"),
          PostgresStatement("pin the settings", PostgresConnection.pinAgain),
        ])
        return nil
      }
      try rollBack(on: &connection)
      // A policy's USING hides a row from the write, as a trigger does that returns NULL.
      let isHidden = table.rowSecurityActive && !table.hasRules
      return excess < 0 ? (isHidden ? .hidden : .swallowed) : .doubled
    } catch {
      guard let refusal = Refusal(error, rowSecurity: table.rowSecurityActive) else { throw error }
      try rollBack(on: &connection)
      return refusal
    }
  }

  /// Restores the session's settings along with the rows.
  private func rollBack(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.executeScript(
      PostgresStatement(
        "give up the rows", "ROLLBACK TO SAVEPOINT rows; RELEASE SAVEPOINT rows"))
  }

  /// Numbers the planned writes from 1; returns how many numbers each action has.
  private func number(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(action: Action, attempts: Int)] {
    let numbers = try writer.number(on: &connection)
    // Most attempts are of few rows: from there to stage and target by tid and index.
    let settings: SQL =
      writer.prefersIndexes
      ? "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off" : ""
    try connection.executeScript(
      PostgresStatement(
        "prepare the search",
        """
        CREATE INDEX ON \(AttemptTables.attempt) (n);
        ANALYZE \(AttemptTables.attempt);
        \(settings)
        """))
    return numbers
  }

  private func note(
    _ refusal: Refusal, at number: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let field = RefusedName(table: table).known(
      column: "$3::text", constraint: "$4::text", else: "$5::text")
    try connection.execute(
      PostgresStatement(
        "note a refused row",
        """
        INSERT INTO \(AttemptTables.refused)
        SELECT planned, $2, \(field) FROM \(AttemptTables.attempt) WHERE n = $1
        """,
        [.int8(Int64(number)), .text(refusal.reason.rawValue)]
          + [refusal.column, refusal.constraint, refusal.code].map { $0.map { .text($0) } ?? .null }
      ))
  }

  private func markFailed(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.executeScript(
      PostgresStatement(
        "mark refused rows",
        """
        SET LOCAL enable_hashjoin TO DEFAULT;
        SET LOCAL enable_mergejoin TO DEFAULT;
        UPDATE \(writer.plan) p
        SET action = \(Action.failed), reason = r.reason, field = r.field
        FROM \(AttemptTables.refused) r WHERE p.ctid = r.planned
        """))
  }
}

/// The temporary tables of the search.
package enum AttemptTables {
  /// The planned writes in order.
  package static let attempt: SQL = "pg_temp.synctool_attempt"
  /// The rows that the search found.
  static let refused: SQL = "pg_temp.synctool_refused"

  /// True, under any search path, for attempts `row` with numbers in the range.
  package static func isIn(_ attempts: Range<Int>, _ row: SQL) -> SQL {
    """
    \(row).n OPERATOR(pg_catalog.>=) \(attempts.lowerBound)
      AND \(row).n OPERATOR(pg_catalog.<) \(attempts.upperBound)
    """
  }

  /// Both, for ids of this type.
  package static func of(_ idType: SQL) -> [TemporaryTable] {
    [
      TemporaryTable("synctool_attempt", " (n int8, planned tid, row tid, target_id \(idType))"),
      TemporaryTable("synctool_refused", " (planned tid, reason text, field text)"),
    ]
  }
}

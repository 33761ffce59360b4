internal import PostgresDriver

/// Reads the runs of one table from the journal, which must be of this tool's version.
struct JournalReader: Sendable {
  /// The table whose runs are meant, as PostgreSQL stores the names.
  let schema: String
  let table: String

  /// Of the runs on this table; a run that is asked for by its number may be another table's.
  init(schema: String, table: String) {
    self.schema = schema
    self.table = table
  }

  /// The runs on the table, the newest first.
  func runs(
    _ filter: RunFilter, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [RunRecord] {
    var conditions = ["r.table_schema = $1", "r.table_name = $2"]
    var parameters: [PostgresParameter] = [.text(schema), .text(table)]
    switch filter.since {
    case .ago(let seconds):
      conditions.append("r.started_at >= now() - make_interval(secs => \(seconds))")
    case .moment(let text):
      parameters.append(.text(text))
      conditions.append("r.started_at >= $\(parameters.count)::timestamptz")
    case nil: break
    }
    if let status = filter.status {
      parameters.append(.text(status.rawValue))
      conditions.append("\(RunRow.status) = $\(parameters.count)")
    }
    return try read(
      "WHERE \(conditions.joined(separator: " AND ")) ORDER BY r.id DESC"
        + " LIMIT \(filter.limit) OFFSET \(filter.offset)",
      parameters, on: &connection)
  }

  /// A run by its number, on whatever table, or the latest on this one that did its job; nil when
  /// there is none.
  func run(
    _ reference: RunReference, on connection: inout PostgresConnection
  ) throws(PostgresError) -> RunRecord? {
    switch reference {
    case .number(let id):
      return try read("WHERE r.id = $1", [.int8(id)], on: &connection).first
    case .last:
      return try runs(RunFilter(status: .done, limit: 1), on: &connection).first
    }
  }

  /// The runs that `rest`, the clauses after FROM, picks from the rows `r`.
  func read(
    _ rest: String, _ parameters: [PostgresParameter], on connection: inout PostgresConnection
  ) throws(PostgresError) -> [RunRecord] {
    let question = PostgresStatement(
      "read runs from the journal", "SELECT \(RunRow.columns) FROM synctool.runs r \(rest)",
      parameters)
    return try connection.query(question) { (result) throws(PostgresError) -> [RunRecord] in
      var runs: [RunRecord] = []
      for row in 0..<result.rowCount { runs.append(try RunRow.record(result, row)) }
      return runs
    }
  }
}

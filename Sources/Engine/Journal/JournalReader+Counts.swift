package import PostgresDriver

extension JournalReader {
  /// How many rows a run wrote.
  package func changeCount(
    of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    try count("changes", of: run, on: &connection)
  }

  /// How many records a run could not write.
  package func rejectionCount(
    of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    try count("rejections", of: run, on: &connection)
  }

  /// `table` is one of the journal's.
  private func count(
    _ table: SQL, of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let question = PostgresStatement(
      "count the \(table)", "SELECT count(*) FROM synctool.\(table) WHERE run = $1", [.int8(run)])
    return Int(try connection.int64(question))
  }
}

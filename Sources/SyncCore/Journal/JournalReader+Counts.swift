internal import PostgresDriver

extension JournalReader {
  /// How many records a run could not write.
  func rejectionCount(
    of run: Int64, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Int {
    let question = PostgresStatement(
      "count the rejections", "SELECT count(*) FROM synctool.rejections WHERE run = $1",
      [.int8(run)])
    return Int(try connection.int64(question))
  }
}

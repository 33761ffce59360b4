extension PostgresConnection {
  /// The boolean in the first row and column of the answer; throws when there is none.
  package mutating func bool(_ question: PostgresStatement) throws(PostgresError) -> Bool {
    try query(question) { (result) throws(PostgresError) in try result.bool(0, 0) }
  }

  /// The integer in the first row and column of the answer; throws when there is none.
  package mutating func int64(_ question: PostgresStatement) throws(PostgresError) -> Int64 {
    try query(question) { (result) throws(PostgresError) in try result.int64(0, 0) }
  }

  /// The first column of the answer, row by row; throws on NULL.
  package mutating func strings(_ question: PostgresStatement) throws(PostgresError) -> [String] {
    try query(question) { (result) throws(PostgresError) -> [String] in
      var values: [String] = []
      for row in 0..<result.rowCount { values.append(try result.string(row, 0)) }
      return values
    }
  }
}

extension PostgresConnection {
  /// The rows of the answer, as `read` takes them by their numbers.
  package mutating func rows<Row>(
    _ question: PostgresStatement,
    _ read: (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) throws(PostgresError) -> [Row] {
    try query(question) { (result) throws(PostgresError) in try result.rows(read) }
  }

  /// The one row of the answer, as `read` takes it by its number; nil when there is none, and throws when
  /// there are several.
  package mutating func rowIfPresent<Row>(
    _ question: PostgresStatement,
    _ read: (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) throws(PostgresError) -> Row? {
    try query(question) { (result) throws(PostgresError) in try result.rowIfPresent(read) }
  }

  /// The one row of the answer, as `read` takes it by its number; throws when there is not exactly one.
  package mutating func row<Row>(
    _ question: PostgresStatement,
    _ read: (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) throws(PostgresError) -> Row {
    try query(question) { (result) throws(PostgresError) in try result.row(read) }
  }

  /// The boolean that is the answer's one row.
  package mutating func bool(_ question: PostgresStatement) throws(PostgresError) -> Bool {
    try row(question) { (result, row) throws(PostgresError) in try result.bool(row, 0) }
  }

  /// The integer that is the answer's one row.
  package mutating func int64(_ question: PostgresStatement) throws(PostgresError) -> Int64 {
    try row(question) { (result, row) throws(PostgresError) in try result.int64(row, 0) }
  }

  /// The integer in the answer's one row; nil for NULL, and without a row.
  package mutating func int64IfPresent(
    _ question: PostgresStatement
  ) throws(PostgresError) -> Int64? {
    let value = try rowIfPresent(question) { (result, row) throws(PostgresError) in
      try result.int64IfPresent(row, 0)
    }
    return value ?? nil
  }

  /// The first column of the answer, row by row; throws on NULL.
  package mutating func strings(_ question: PostgresStatement) throws(PostgresError) -> [String] {
    try rows(question) { (result, row) throws(PostgresError) in try result.string(row, 0) }
  }
}

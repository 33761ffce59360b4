internal import CPostgres

/// The answer to one statement, in text format; lent to a closure and freed with its owner.
///
/// Rows and columns count from 0; one outside the result is a programming error and traps.
@safe
package struct PostgresResult: ~Copyable {
  private let handle: OpaquePointer
  /// The short name of what it answers.
  let statement: String

  /// Takes over the result, which `PQclear` frees.
  init(adopting handle: OpaquePointer, statement: String) {
    unsafe self.handle = unsafe handle
    self.statement = statement
  }

  deinit {
    unsafe PQclear(handle)
  }

  /// The rows of the answer; 0 for a statement that returns none.
  package var rowCount: Int { Int(unsafe PQntuples(handle)) }

  /// The columns of each row.
  var columnCount: Int { Int(unsafe PQnfields(handle)) }

  /// The rows that the statement inserted, updated, deleted, copied or selected; 0 for others.
  package var affectedRows: Int {
    guard let text = unsafe PQcmdTuples(handle) else { return 0 }
    return Int(unsafe String(cString: text)) ?? 0
  }

  /// The command tag, as `INSERT 0 5`; empty when there is none.
  package var commandTag: String {
    unsafe PQcmdStatus(handle).map { unsafe String(cString: $0) } ?? ""
  }

  /// True when the value is NULL.
  package func isNull(_ row: Int, _ column: Int) -> Bool {
    check(row, column)
    return unsafe PQgetisnull(handle, Int32(row), Int32(column)) == 1
  }

  /// Lends the value's bytes; none for NULL.
  private func withBytes<R, E: Error>(
    _ row: Int, _ column: Int, _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    check(row, column)
    let length = Int(unsafe PQgetlength(handle, Int32(row), Int32(column)))
    let start = unsafe PQgetvalue(handle, Int32(row), Int32(column))
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: length)
    return try unsafe body(bytes.bindMemory(to: UInt8.self).span)
  }

  /// The value as text; throws on NULL.
  package func string(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    guard let text = try stringIfPresent(row, column) else { throw unfit(row, column, "NULL") }
    return text
  }

  /// The value as text; nil for NULL.
  package func stringIfPresent(_ row: Int, _ column: Int) throws(PostgresError) -> String? {
    if isNull(row, column) { return nil }
    let text = withBytes(row, column) { bytes in
      unsafe bytes.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
    }
    guard let text else { throw unfit(row, column, "not valid UTF-8") }
    return text
  }

  /// The value as SQL, for columns that the server makes by `quote_ident` or `format_type`, or of literals;
  /// throws on NULL.
  package func sql(_ row: Int, _ column: Int) throws(PostgresError) -> SQL {
    SQL(writtenByServer: try string(row, column))
  }

  /// The same; nil for NULL.
  package func sqlIfPresent(_ row: Int, _ column: Int) throws(PostgresError) -> SQL? {
    try stringIfPresent(row, column).map(SQL.init(writtenByServer:))
  }

  /// The value as an integer; throws on NULL and on anything else.
  package func int64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    guard let value = Int64(try string(row, column)) else {
      throw unfit(row, column, "not an integer")
    }
    return value
  }

  /// The value as an integer; nil for NULL.
  package func int64IfPresent(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    isNull(row, column) ? nil : try int64(row, column)
  }

  /// The value as a boolean; throws on NULL and on anything else.
  package func bool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    switch try string(row, column) {
    case "t": return true
    case "f": return false
    default: throw unfit(row, column, "not a boolean")
    }
  }

  /// The value as a boolean; nil for NULL.
  package func boolIfPresent(_ row: Int, _ column: Int) throws(PostgresError) -> Bool? {
    isNull(row, column) ? nil : try bool(row, column)
  }

  private func check(_ row: Int, _ column: Int) {
    precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount)
  }

  private func unfit(_ row: Int, _ column: Int, _ what: String) -> PostgresError {
    .misuse(statement, "row \(row), column \(column) of the answer is \(what)")
  }
}

extension PostgresResult {
  /// The kind of answer according to libpq.
  var status: ExecStatusType { unsafe PQresultStatus(handle) }

  /// True for an answer that refuses the statement.
  var isError: Bool {
    status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR
  }

  /// The refusal in our own words.
  func error() -> PostgresError {
    guard let code = field(PGDiagSQLState) else {
      // Made by libpq itself: it has lost the session, or track of the protocol.
      return .misuse(statement, "no valid answer from the server")
    }
    let state = SQLState(code)
    return PostgresError(
      kind: .server, sqlState: state, statement: statement,
      message: "PostgreSQL refused to \(statement): \(state.described)",
      hint: state.remedy ?? "", constraint: field(PGDiagConstraintName),
      column: field(PGDiagColumnName), table: field(PGDiagTableName),
      schema: field(PGDiagSchemaName), origin: origin)
  }

  /// PostgreSQL itself gives a context for COPY, and for some waits and writes; any other is a function's.
  private var origin: PostgresError.Origin {
    if field(PGDiagContext)?.hasPrefix("COPY ") ?? true { return .statement }
    return field(PGDiagSourceFunction) == "exec_stmt_raise" ? .raise : .function
  }

  private func field(_ field: PGDiagField) -> String? {
    unsafe PQresultErrorField(handle, Int32(field.rawValue)).map { unsafe String(cString: $0) }
  }
}

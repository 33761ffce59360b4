/// Why a statement or a connect failed, in words that hold neither data nor secrets.
///
/// PostgreSQL's own texts echo values (`invalid input syntax … "x"`), libpq's echo settings: the
/// message is therefore made here, from only the SQLSTATE.
package struct PostgresError: Error, Equatable, Sendable {
  /// What a caller can act on.
  package enum Kind: Sendable {
    /// PostgreSQL refused a statement, or a connect for a reason other than access.
    case server
    /// The session is gone; its open transaction is rolled back by the server.
    case connectionLost
    /// No session could be had: no route, nobody listening, not ready, no free connection.
    case unreachable
    /// Wrong or missing credentials, or a role without the privilege to connect.
    case refused
    /// The caller's `shouldStop` said so; the statement was cancelled.
    case stopped
    /// The answer or the call does not fit the protocol: a fault of the program, not of data.
    case protocolMisuse
    /// No answer in time, although the caller did not ask to stop.
    case timedOut
    /// The connection settings cannot be used.
    case badSettings
  }

  /// Where a refusal arose.
  package enum Origin: Sendable {
    /// In the statement itself.
    case statement
    /// In what a function, such as a trigger's, was doing.
    case function
    /// In a RAISE of a function, which chose the SQLSTATE.
    case raise
  }

  package var kind: Kind
  /// nil when the fault did not come from the server.
  package var sqlState: SQLState?
  /// The short name of the statement at fault; `connect` for a failed connect.
  package var statement: String
  /// What happened: one sentence without a final full stop.
  package var message: String
  /// The next step for an operator; empty when there is none.
  package var hint: String
  /// Names as the server reported them. A trigger can put anything there (`RAISE … USING CONSTRAINT =
  /// NEW.phone`): none is printed before the catalogs have confirmed that it exists.
  package var constraint: String?
  package var column: String?
  package var table: String?
  package var schema: String?
  package var origin: Origin

  package init(
    kind: Kind, sqlState: SQLState? = nil, statement: String, message: String, hint: String = "",
    constraint: String? = nil, column: String? = nil, table: String? = nil,
    schema: String? = nil, origin: Origin = .statement
  ) {
    (self.kind, self.sqlState, self.statement) = (kind, sqlState, statement)
    (self.message, self.hint) = (message, hint)
    (self.constraint, self.column, self.table, self.schema) = (constraint, column, table, schema)
    self.origin = origin
  }
}

extension PostgresError {
  /// The caller's `shouldStop` ended the statement.
  static func stopped(_ statement: String) -> PostgresError {
    PostgresError(kind: .stopped, statement: statement, message: "stopped during \(statement)")
  }

  /// A fault of the program or of the protocol; `message` says what is wrong, without data.
  package static func misuse(_ statement: String, _ message: String) -> PostgresError {
    PostgresError(kind: .protocolMisuse, statement: statement, message: "\(statement): \(message)")
  }

  /// A lost session, whose cause the server may have given by an SQLSTATE before it went.
  static func lost(_ statement: String, sqlState: SQLState? = nil) -> PostgresError {
    let cause = sqlState.map { ": \($0.described)" } ?? ""
    return PostgresError(
      kind: .connectionLost, sqlState: sqlState, statement: statement,
      message: "the connection to PostgreSQL was lost during \(statement)\(cause)",
      hint: sqlState?.remedy ?? "check the network and PostgreSQL's log, then run again")
  }

  /// A statement without an answer; `seconds` is how long it was waited for.
  static func timedOut(_ statement: String, seconds: Int) -> PostgresError {
    PostgresError(
      kind: .timedOut, statement: statement,
      message: "PostgreSQL did not answer \(statement) within \(seconds) s",
      hint: "check the network and the server's load, then run again")
  }
}

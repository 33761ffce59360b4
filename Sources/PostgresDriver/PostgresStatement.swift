/// One SQL statement, its bound values, and the short name by which errors refer to it.
package struct PostgresStatement: Sendable {
  /// Names the step for an operator by its purpose, as in `stage rows`; never holds data.
  package var name: String
  package var sql: SQL
  package var parameters: [PostgresParameter]
  /// True for a BEGIN whose COMMIT changes nothing that outlives the session, and may wait for the next
  /// statement.
  private(set) var commitsNothing = false

  package init(_ name: String, _ sql: SQL, _ parameters: [PostgresParameter] = []) {
    self.name = name
    self.sql = sql
    self.parameters = parameters
  }

  /// Begins a transaction that only reads, and sees one snapshot from beginning to end.
  package static func snapshot(_ name: String) -> PostgresStatement {
    var begin = PostgresStatement(name, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    begin.commitsNothing = true
    return begin
  }

  /// Begins a transaction that writes, and whose statements see what others have committed by then.
  package static func writing(_ name: String) -> PostgresStatement {
    PostgresStatement(name, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
  }

  /// Begins a transaction that writes to nothing but temporary tables, in a session that may otherwise only read.
  package static func staging(_ name: String) -> PostgresStatement {
    var begin = writing(name)
    begin.commitsNothing = true
    return begin
  }
}

/// A value bound to a statement's `$1`, `$2`, …; it is sent separately from the SQL.
package enum PostgresParameter: Sendable {
  case null
  /// Sent without a type: PostgreSQL infers it from the context, as for a quoted literal.
  case text(String)
  case int8(Int64)
  case bool(Bool)
  case bytes([UInt8])
  /// In the binary form of the type that the context asks for.
  case encoded([UInt8])

  /// An array of texts.
  package static func texts(_ texts: [String]) -> PostgresParameter {
    self.texts(texts.map { Array($0.utf8) })
  }

  /// An array of texts in UTF-8, in PostgreSQL's notation: each in quotes.
  package static func texts(_ texts: [[UInt8]]) -> PostgresParameter {
    let (quote, escape) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    let elements = texts.map { text in
      [quote] + text.flatMap { $0 == quote || $0 == escape ? [escape, $0] : [$0] } + [quote]
    }
    let list = elements.joined(separator: [UInt8(ascii: ",")])
    return .text("{" + String(decoding: Array(list), as: UTF8.self) + "}")
  }
}

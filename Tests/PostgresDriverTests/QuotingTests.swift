import PostgresDriver
import TestSupport
import Testing

/// What is spliced into SQL means to PostgreSQL what it meant to the program.
struct QuotingTests {
  static let texts = [
    "plain", "Mixed Case", "", "'", "''", "\"", "a\"b", "a'b", "\\", "a\\", "\\'", "\\\\'",
    "a\\'; DROP",
    "'; DROP TABLE x; --", "\\x41", "\\u0041", "$1", "$$", "/*", "--", "\n", "\t\r\u{B}\u{7F}",
    "E'", "U&'",
    "ž\u{202E}", "\u{1F600}", "\u{FEFF}", "\u{301}", "a\"\u{301}b", "a'\u{301}b''", "a\\\u{301}b",
    "e\u{301}",
    "\u{E9}", "select", "日本語",
  ]

  @Test(arguments: texts, ["on", "off"])
  func `a literal is as PostgreSQL writes it, and comes back`(
    _ text: String, _ standardStrings: String
  ) throws {
    var connection = try TestPostgres.connect()
    try connection.run("SET standard_conforming_strings = \(standardStrings)")
    let literal = SQL(literal: text)
    #expect(try connection.value("SELECT quote_literal($1)", [.text(text)]) == literal.text)
    let back = PostgresStatement(
      "back", "SELECT \(literal: text), 'x' || \(literal) = 'x' || $1", [.text(text)])
    let (value, isSame) = try connection.row(back) { (result, row) throws(PostgresError) in
      (try result.string(row, 0), try result.bool(row, 1))
    }
    #expect(Array(value.utf8) == Array(text.utf8))
    #expect(isSame)
  }

  @Test(arguments: texts.filter { !$0.isEmpty }, ["on", "off"])
  func `an identifier is as PostgreSQL writes it, and comes back`(
    _ name: String, _ standardStrings: String
  ) throws {
    var connection = try TestPostgres.connect()
    try connection.run("SET standard_conforming_strings = \(standardStrings)")
    let identifier = SQL(identifier: name)
    let own = try #require(try connection.value("SELECT quote_ident($1)", [.text(name)]))
    #expect(own == identifier.text || own == name)
    let back = try connection.value("SELECT (parse_ident($1))[1]", [.text(identifier.text)])
    #expect(back.map { Array($0.utf8) } == Array(name.utf8))
    try connection.execute(
      PostgresStatement(
        "make", "CREATE TEMP TABLE \(identifier: name) (\(identifier) int)"))
    let found = try connection.strings(
      PostgresStatement(
        "find",
        """
        SELECT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relname = a.attname AND c.relnamespace = pg_my_temp_schema()
        """))
    #expect(found.map { Array($0.utf8) } == [Array(name.utf8)])
  }

  @Test(arguments: [SQL(literal: "a\u{0}b"), SQL(identifier: "a\u{0}b")])
  func `a NUL is refused before anything is sent`(_ sql: SQL) throws {
    var connection = try TestPostgres.connect()
    let statement = PostgresStatement("say", "SELECT 1 AS x WHERE \(sql) IS NULL")
    let error = try TestPostgres.error { try connection.execute(statement) }
    #expect(error?.kind == .protocolMisuse)
    #expect(try connection.value("SELECT 1") == "1")
  }

  private static let joined: [(SQL, String)] = [
    // Side by side two literals would be one, and after an E a backslash would be an escape.
    ("\(literal: "a")\(literal: "b")", "'a' 'b'"),
    ("E\(literal: "a\\")", "E E'a\\\\'"),
    ("\(identifier: "a")\(identifier: "b")", "\"a\" \"b\""),
    // Two minus signs begin a comment.
    ("1 -\(-2)", "1 - -2"), ("-\(Int64.min)", "- -9223372036854775808"), ("-\(2)", "-2"),
    ("\([] as [SQL])", ""), ("\(["a", "b"] as [SQL])", "a, b"),
    ("\(Word.allCases)", "'one', 'it''s'"), ("x = \(Word.second)", "x = 'it''s'"),
    ((["a", "b", "c"] as [SQL]).joined(separator: " AND "), "a AND b AND c"),
    ("a" + "b", "ab"), ("t.\(identifier: "a")::\(identifier: "b")", "t.\"a\"::\"b\""),
  ]

  private enum Word: String, CaseIterable {
    case one
    case second = "it's"
  }

  @Test func `what is put together stays apart`() {
    for (sql, text) in Self.joined { #expect(sql.text == text) }
  }

  /// As texts Swift would take them for the same.
  @Test func `SQL is the same when its bytes are`() {
    let (composed, decomposed) = (SQL(identifier: "\u{E9}"), SQL(identifier: "e\u{301}"))
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed, composed]).count == 2)
    #expect("\(literal: "a")" as SQL == SQL(literal: "a"))
  }

  @Test(arguments: texts)
  func `an array of texts arrives as it is`(_ text: String) throws {
    var connection = try TestPostgres.connect()
    let given = [text, "", "NULL", text + ","]
    let statement = PostgresStatement("unnest", "SELECT unnest($1::text[])", [.texts(given)])
    let back = try connection.strings(statement)
    #expect(back.map { Array($0.utf8) } == given.map { Array($0.utf8) })
  }

  @Test func `an answer has as many rows as its reader wants`() throws {
    var connection = try TestPostgres.connect()
    func number(
      _ result: borrowing PostgresResult, _ row: Int
    ) throws(PostgresError) -> Int64 { try result.int64(row, 0) }
    let counts = [0, 1, 2].map { (count: Int) -> PostgresStatement in
      PostgresStatement("count", "SELECT i FROM generate_series(1, \(count)) i ORDER BY i")
    }
    #expect(try counts.map { try connection.rows($0, number) } == [[], [1], [1, 2]])
    #expect(try connection.rowIfPresent(counts[0], number) == nil)
    #expect(try connection.rowIfPresent(counts[1], number) == 1)
    #expect(try connection.row(counts[1], number) == 1)
    #expect(try connection.int64IfPresent(counts[0]) == nil)
    for wrong in [counts[0], counts[2]] {
      let error = try TestPostgres.error { _ = try connection.row(wrong, number) }
      #expect(error?.kind == .protocolMisuse)
      #expect(error?.statement == "count")
    }
    let several = try TestPostgres.error { _ = try connection.rowIfPresent(counts[2], number) }
    #expect(several?.kind == .protocolMisuse)
    let null = PostgresStatement("ask", "SELECT NULL")
    #expect(try connection.int64IfPresent(null) == nil)
    #expect(try TestPostgres.error { _ = try connection.int64(null) }?.kind == .protocolMisuse)
    #expect(try connection.value("SELECT 1") == "1")
  }
}

import Foundation
import Testing

/// What the compiler lets into a statement.
struct SQLFragmentTests {
  private static let snippet = RefusedSnippet(
    modules: [
      "PostgresDriver": ["PostgresDriver/SQL.swift", "PostgresDriver/PostgresStatement.swift"]
    ])

  private static let taken = [
    #"let sql: SQL = "SELECT \(literal: text)"; _ = sql"#,
    #"let sql: SQL = "SELECT t.\(identifier: text) FROM t LIMIT \(7)"; _ = sql + sql"#,
    #"let sql: SQL = "SELECT 1"; let all: SQL = "\(sql), \([sql, sql])"; _ = all"#,
    #"enum Word: String, CaseIterable { case a }; let sql: SQL = "\(Word.a)\([Word.a])"; _ = sql"#,
    #"_ = [text].map(SQL.init(literal:)).joined(separator: " OR ")"#,
    #"_ = PostgresStatement(text, "SELECT $1, \(literal: text)", [.text(text)])"#,
    #"let sql: SQL = "SELECT 1"; let message = "run: \(sql) \(sql.text)"; _ = message + text"#,
  ]

  private static let refused = [
    "let sql: SQL = text; _ = sql",
    #"let sql: SQL = "SELECT \(text)"; _ = sql"#,
    #"let sql: SQL = "SELECT \(text as String?)"; _ = sql"#,
    #"let sql: SQL = "SELECT \(text as Any)"; _ = sql"#,
    #"let sql: SQL = "SELECT \(text.prefix(1))"; _ = sql"#,
    #"let sql: SQL = "SELECT \(text.first ?? "a")"; _ = sql"#,
    #"let sql: SQL = "SELECT \([text])"; _ = sql"#,
    #"let sql: SQL = "SELECT \("\(text)")"; _ = sql"#,
    #"let sql: SQL = "SELECT \(String(describing: text))"; _ = sql"#,
    #"let sql: SQL = "SELECT \(CancellationError())"; _ = sql"#,
    #"let sql: SQL = "SELECT \(DefaultStringInterpolation(literalCapacity: 0, interpolationCount: 0))"; _ = sql"#,
    #"struct Word: RawRepresentable { let rawValue: String }; let sql: SQL = "\(Word(rawValue: text))"; _ = sql"#,
    #"struct Shown: CustomStringConvertible { let description: String }; let sql: SQL = "\(Shown(description: text))"; _ = sql"#,
    "_ = SQL(text)",
    "_ = SQL(text: text)",
    "_ = SQL(stringLiteral: text)",
    "_ = SQL(writtenByServer: text)",
    #"_ = SQL(stringLiteral: "SELECT \(text)")"#,
    "_ = SQL(stringInterpolation: text)",
    #"let sql: SQL = "SELECT " + text; _ = sql"#,
    #"let sql: SQL = "SELECT "; _ = sql + text"#,
    #"var sql: SQL = "SELECT "; sql.text += text"#,
    #"var sql: SQL = "SELECT "; sql += text"#,
    "let sql = text as SQL; _ = sql",
    "let list: [SQL] = [text]; _ = list",
    #"let sql: SQL = [text].joined(separator: ", "); _ = sql"#,
    "_ = [text].map { $0 as SQL }",
    "var part = SQL.StringInterpolation(literalCapacity: 0, interpolationCount: 0); part.appendLiteral(text)",
    "var part = SQL.StringInterpolation(literalCapacity: 0, interpolationCount: 0); part.appendInterpolation(text)",
    "var part = SQL.StringInterpolation(literalCapacity: 0, interpolationCount: 0); part.text = text",
    #"_ = PostgresStatement("look", text)"#,
    #"_ = PostgresStatement("look", "SELECT \(text)")"#,
    #"_ = PostgresStatement("look", "SELECT " + text)"#,
    #"var look = PostgresStatement("look", "SELECT 1"); look.sql = text"#,
  ]

  @Test func `SQL comes from literals alone: a String spliced in unquoted does not compile`() throws
  {
    let refusals = try Self.snippet.refusals(of: Self.taken + Self.refused)
    for line in Self.taken { #expect(refusals[line] == nil, "\(line): \(refusals[line] ?? "")") }
    for line in Self.refused { #expect(refusals[line] != nil, "\(line)") }
  }

  /// Where a value of an answer is taken for SQL: `quote_ident`, `format` with `%I`, an oid's alias or `format_type`
  /// has made it, or a literal.
  private static let taking = [
    "Engine/Applying/RowMoves.swift": 1, "Engine/Catalog/ColumnSequence.swift": 1,
    "Engine/Catalog/HolderReader+Question.swift": 1, "Engine/Catalog/ReferenceReader.swift": 1,
    "Engine/Catalog/TableReader.swift": 2, "Engine/Journal/JournalLosses.swift": 1,
    "Engine/Journal/PruneGuard.swift": 1, "Engine/Journal/RunMemory.swift": 1,
    "SyncCore/Identities/InstalledObjects+Removal.swift": 1,
  ]

  @Test func `nothing else that the server sends becomes SQL`() throws {
    let sources = ProjectDocument.root.appending(path: "Sources")
    var found: [String: Int] = [:]
    for case let path as String in try #require(
      FileManager.default.enumerator(atPath: sources.path)) where path.hasSuffix(".swift")
    {
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      let count = text.matches(of: #/\.sql\((row|0|1|2)/#).count
      if count > 0 { found[path] = count }
    }
    #expect(found == Self.taking)
  }
}

import Testing

/// Names of tables, schemas and columns that SQL can only take in quotes.
struct NameTests {
  /// Each as PostgreSQL stores it; the last has 63 bytes.
  static let names = [
    "two words", #"quo"te"#, "it's", "do.t", "UPPER", "naïve-表", "select", "user", "s", "p",
    "$1", "%I", "a\\b", "; DROP TABLE public.clients; --", "\u{202E}right",
    String(repeating: "é", count: 31) + "x",
  ]

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  private static func json(_ name: String) -> String {
    "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  @Test(arguments: names)
  func `any name of a schema, a table and its columns is taken as it is`(name: String) throws {
    let column = { (prefix: String) in Self.quoted(Self.cut(prefix + name)) }
    let table = Self.quoted(name) + "." + Self.quoted(name)
    let stage = try ProcessStage(
      """
      CREATE SCHEMA \(Self.quoted(name));
      CREATE TABLE \(table) (
        \(column("i")) bigserial PRIMARY KEY, \(column("e")) text NOT NULL UNIQUE,
        \(column("p")) bool, \(column("c")) timestamptz, \(column("u")) timestamptz,
        \(Self.quoted(name)) text CONSTRAINT \(Self.quoted(name)) CHECK (
          \(Self.quoted(name)) <> 'refused'), \(column("k")) text, \(column("j")) jsonb);
      """)
    defer { try? stage.database.run("DROP SCHEMA \(Self.quoted(name)) CASCADE") }
    let field = { (prefix: String) in Self.json(Self.cut(prefix + name)) }
    try stage.file(
      "mapping.json",
      """
      {"id": \(field("i")), "email": {"field": "email", "column": \(field("e"))},
       "protected": {"field": "protected", "column": \(field("p"))},
       "createdAt": {"field": "createdAt", "column": \(field("c"))},
       "updatedAt": {"field": "updatedAt", "column": \(field("u"))},
       "columns": [{"field": "name", "column": \(Self.json(name))},
         {"field": "phone", "column": \(field("k")), "absent": "keep"},
         {"field": "address", "column": \(field("j")), "type": "jsonb"}]}
      """)
    stage.environment["SYNCTOOL_TABLE"] = table
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    try stage.source(TestRecord.many(3) + [TestRecord.client(9, "r@x.test", name: "refused")])
    try stage.expect(0, "check")
    let first = try stage.expect(3, "--report", "first.ndjson")
    #expect(try first.counts() == ["read": 4, "create": 3, "failed": 1])
    let failed = try #require(try stage.report("first.ndjson").first { $0.action == "failed" })
    #expect(failed.reason == "check-violation")
    #expect(failed.field.map { Array($0.utf8) } == Array(name.utf8))
    try stage.source(TestRecord.many(3, name: "Bob"))
    let digest = try stage.expect(0, "--dry-run", "--force").digest()
    let second = try stage.expect(0, "--force", "--expect", digest, "--report", "second.csv")
    #expect(try second.counts() == ["read": 3, "update": 3])
    #expect(
      try stage.database.rows("SELECT \(Self.quoted(name)) FROM \(table)") == ["Bob", "Bob", "Bob"])
    #expect(try stage.expect(0, "--force").counts() == ["read": 3, "unchanged": 3])
  }

  @Test func `tables whose names differ in case alone are two`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients
        + TestDatabase.clients.replacing("public.clients", with: #"public."Clients""#))
    try stage.source(TestRecord.many(2))
    try stage.expect(0, with: ["SYNCTOOL_TABLE": "Clients"])
    #expect(try stage.database.count() == 0)
    #expect(try stage.database.value(#"SELECT count(*)::text FROM public."Clients""#) == "2")
  }

  /// At most 63 bytes, as PostgreSQL keeps them.
  private static func cut(_ name: String) -> String {
    var name = name
    while name.utf8.count > 63 { name.removeLast() }
    return name
  }
}

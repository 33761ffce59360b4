import PostgresDriver
import Testing

/// Databases that do not hold Unicode.
struct EncodingTests {
  @Test(arguments: ["SQL_ASCII", "LATIN1"])
  func `a database in another encoding is unfit for each command`(encoding: String) throws {
    let stage = try ProcessStage("", "")
    let name = TestServer.unique("encoding")
    try stage.database.run(
      "CREATE DATABASE \(name) ENCODING '\(encoding)' LOCALE 'C' TEMPLATE template0")
    defer { try? stage.database.run("DROP DATABASE \(name) WITH (FORCE)") }
    var target = try TestServer.connect(database: name)
    try target.executeScript(TestDatabase.clients)
    try stage.source(TestRecord.many(1))
    stage.environment["DATABASE_URL"] = try TestServer.url(database: name)
    for arguments in [["--force"], ["--dry-run"], ["check"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(end.everything.contains("the database's encoding is \(encoding)"))
      #expect(end.everything.contains("hint: names in other scripts cannot be stored"))
    }
    let rows = try target.query(
      PostgresStatement("count the rows", "SELECT count(*) FROM public.clients")
    ) { (result) throws(PostgresError) in try result.int64(0, 0) }
    #expect(rows == 0)
  }
}

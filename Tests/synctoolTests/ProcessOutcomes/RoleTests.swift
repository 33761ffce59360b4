import Foundation
import Testing

/// The least-privilege roles: a reader for dry runs, a writer for syncs.
struct RoleTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(
      TestDatabase.clients, "INSERT INTO public.clients (name, email) VALUES ('A', 'a@x.test');")
    try stage.source(TestRecord.many(3) + [TestRecord.client(9, "a@x.test", name: "B")])
    return stage
  }

  @Test func `a dry run needs SELECT alone`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    let before = try stage.database.fingerprint()
    let end = try stage.expect(0, "--dry-run", "--force", with: ["DATABASE_URL": role.url])
    #expect(try end.counts() == ["read": 4, "create": 3, "update": 1])
    #expect(try stage.database.fingerprint() == before)
    let refused = try stage.expect(77, with: ["DATABASE_URL": role.url])
    #expect(
      refused.error.contains(
        "the role lacks INSERT, UPDATE, USAGE on sequence clients_id_seq"), "\(refused.error)")
    #expect(try stage.database.fingerprint() == before)
  }

  @Test func `a sync needs SELECT, INSERT, UPDATE and the sequence`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    let end = try stage.expect(0, "--force", "--report", "run.ndjson")
    #expect(try end.counts() == ["read": 4, "create": 3, "update": 1])
    #expect(try stage.database.count() == 4)
    try stage.expect(0, "check")
  }

  @Test func `a role without TEMPORARY is told so`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run("REVOKE TEMPORARY ON DATABASE \(stage.database.name) FROM PUBLIC;")
    let end = try stage.expect(77, "--dry-run", with: ["DATABASE_URL": role.url])
    #expect(end.error.contains("the role lacks TEMPORARY"), "\(end.error)")
  }

  @Test func `a role that may not see the schema is told so`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run("REVOKE USAGE ON SCHEMA public FROM PUBLIC;")
    let end = try stage.expect(77, "--dry-run", with: ["DATABASE_URL": role.url])
    #expect(end.error.contains("USAGE on schema public"), "\(end.error)")
  }

  @Test func `a role that may not connect is told so`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run("REVOKE CONNECT ON DATABASE \(stage.database.name) FROM PUBLIC;")
    let end = try stage.expect(77, "--dry-run", with: ["DATABASE_URL": role.url])
    #expect(end.error.contains("may not connect to the database"), "\(end.error)")
  }

  @Test func `the documented roles do what the document says`() throws {
    let stage = try Self.stage()
    let sql = try Self.documented()
    try #require(sql.contains("synctool_reader") && sql.contains("synctool_writer"))
    let (reader, writer) = (TestServer.unique("reader"), TestServer.unique("writer"))
    let own = sql.replacing("synctool_reader", with: reader)
      .replacing("synctool_writer", with: writer)
      .replacing(/\bDATABASE app\b/, with: "DATABASE \(stage.database.name)")
    // The document's own grants are all that the roles have.
    try stage.database.run(
      """
      REVOKE ALL ON SCHEMA public FROM PUBLIC;
      REVOKE ALL ON DATABASE \(stage.database.name) FROM PUBLIC;
      """)
    defer {
      for role in [reader, writer] {
        try? stage.database.run("DROP OWNED BY \(role); DROP ROLE \(role);")
      }
    }
    try stage.database.run(own)
    let name = stage.database.name
    stage.environment["DATABASE_URL"] = try TestServer.url(database: name, user: reader)
    try stage.expect(2, "--dry-run", "--force", "--detailed-exitcode")
    try stage.expect(77)
    stage.environment["DATABASE_URL"] = try TestServer.url(database: name, user: writer)
    try stage.expect(0, "check")
    try stage.expect(0, "--force")
    #expect(try stage.run("--force").counts() == ["read": 4, "unchanged": 4])
    #expect(throws: (any Error).self, "the writer may not delete") {
      try stage.database.run("SET ROLE \(writer); DELETE FROM public.clients;")
    }
  }

  /// The SQL blocks of the sections on least privilege of `Docs/Operations.md`.
  private static func documented() throws -> String {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Docs/Operations.md")
    var (inSection, inBlock, level) = (false, false, 0)
    var blocks = ""
    for line in try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      let depth = line.prefix { $0 == "#" }.count
      if !inBlock, depth > 0, !inSection || depth <= level {
        inSection = line.lowercased().contains("least privilege")
        level = depth
      } else if line.hasPrefix("```") {
        inBlock = !inBlock && inSection && line.hasPrefix("```sql")
      } else if inBlock {
        blocks += line + "\n"
      }
    }
    return blocks
  }
}

import Testing

/// What a role must be allowed where links are kept, and whom their tables must belong to.
struct LinkRightTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    stage.environment["SYNCTOOL_SOURCE_NAME"] = "app.clients"
    try stage.source([TestRecord.client(1, "a@x.test"), TestRecord.client(2, "b@x.test")])
    try stage.expect(0, "init", "--links")
    try stage.expect(0)
    try stage.source([TestRecord.client(1, "a@x.test")])
    return stage
  }

  @Test func `who may only read looks at links, and removes none`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run(
      """
      GRANT USAGE ON SCHEMA synctool TO \(role.name);
      GRANT SELECT ON ALL TABLES IN SCHEMA synctool TO \(role.name);
      """)
    let url = ["DATABASE_URL": try role.url]
    let look = try stage.expect(2, "links", "--detailed-exitcode", with: url)
    #expect(look.output.contains("1 of a document that is gone"))
    try stage.expect(0, "--dry-run", with: url)
    try stage.expect(0, "links", "prune", "--dry-run", with: url)
    let prune = try stage.expect(77, "links", "prune", with: url)
    #expect(prune.error.contains("lacks"))
    #expect(try stage.database.value("SELECT count(*)::text FROM synctool.links") == "2")
  }

  @Test func `a dry run that cannot see the links is refused`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    let end = try stage.expect(77, "--dry-run", with: ["DATABASE_URL": try role.url])
    #expect(end.error.contains("may not use the schema synctool"))
  }

  @Test func `links of somebody whom nobody must trust are refused`() throws {
    let stage = try Self.stage()
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run("ALTER TABLE synctool.links OWNER TO \(role.name)")
    let end = try stage.expect(77)
    #expect(end.error.contains("belongs to the role \(role.name)"))
  }
}

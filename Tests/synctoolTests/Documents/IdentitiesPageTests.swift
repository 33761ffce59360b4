import Testing

/// Does what `Docs/Identities.md` works through, block by block.
struct IdentitiesPageTests {
  @Test func `the set-up that is worked through ends as the page says`() throws {
    let page = try ProjectDocument.text("Docs/Identities.md")
    let section = try #require(page.firstMatch(of: /(?s)\n## [^\n]+, worked through\n(.*?)\n##/)).1
    let stage = try ProcessStage("")
    var runs = 0
    for block in section.matches(of: /(?s)```(\w+)\n(.*?)```/) {
      let text = String(block.2)
      switch block.1 {
      case "sql": try stage.database.run(text)
      case "json": try stage.file("users.json", text)
      case "ini":
        for line in text.split(separator: "\n") {
          let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
          stage.environment[parts[0]] = parts[1]
        }
      default:
        for line in text.split(separator: "\n") {
          let end = try stage.start(line.split(separator: " ").dropFirst().map(String.init)).end()
          #expect(end.status == 0, "\(line): \(end.everything)")
          runs += 1
        }
      }
    }
    #expect(runs == 6)
    let roles = try stage.database.value(
      "SELECT a.email || ' ' || r.role FROM app.user_roles r JOIN auth.users a ON a.id = r.user_id")
    #expect(roles == "ana@example.com admin")
    let people = try stage.database.value(
      "SELECT string_agg(username, ',' ORDER BY id) FROM app.app_users")
    #expect(people == "ana,bob,cleo@example.com")
    let states = try stage.database.value(
      "SELECT string_agg(DISTINCT sync_status, ',') || count(*) FROM app.user_sync_status")
    #expect(states == "SYNCED3")
  }
}

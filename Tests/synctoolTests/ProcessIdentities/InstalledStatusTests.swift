import Foundation
import Testing

/// What `identities status` says of what is installed, and of the sign-ups that have no row.
struct InstalledStatusTests {
  private static func installed(
    _ scene: InstallStage, _ changes: [String: String] = [:]
  ) throws -> String {
    let json = try scene.stage.expect(
      0, "identities", "status", "--format", "json", with: changes
    ).json()
    let text = try scene.stage.expect(0, "identities", "status", with: changes)
    let word = try #require(json["installed"] as? String)
    #expect(text.lines.contains("installed: \(word)"), "\(text.everything)")
    return word
  }

  @Test func `nothing is installed, with a journal or without`() throws {
    #expect(try Self.installed(InstallStage(journal: false)) == "none")
    let scene = try InstallStage()
    #expect(try Self.installed(scene) == "none")
    try scene.database.run("ALTER ROLE \(scene.signer) SET statement_timeout = '500ms'")
    #expect(!(try scene.stage.expect(0, "identities").error.contains("statement_timeout")))
    try scene.stage.expect(0, "identities", "install")
    #expect(try scene.stage.expect(0, "identities").error.contains("statement_timeout"))
  }

  @Test(arguments: InstallCommandTests.changes)
  func `what was changed is told`(sql: String, state: String, words: String) throws {
    let scene = try InstallStage()
    try scene.stage.expect(0, "identities", "install")
    #expect(try Self.installed(scene) == "current")
    try scene.database.run(sql)
    #expect(try Self.installed(scene) == state)
    let isDisabled = state == "trigger disabled"
    let quiet = try scene.stage.expect(0, "identities", "status", "--quiet")
    #expect(quiet.output == "")
    #expect(
      quiet.error.contains("the trigger synctool_align on auth.users is disabled") == isDisabled)
    try scene.stage.expect(0, "identities", "install")
    #expect(try Self.installed(scene) == "current")
  }

  @Test func `other settings than those it was made with are told`() throws {
    let scene = try InstallStage(rest: ", plan text")
    try scene.stage.file("values.json", #"{"plan": [{"value": "free"}]}"#)
    let values = ["SYNCTOOL_APP_VALUES": "values.json"]
    try scene.stage.expect(0, "identities", "install", with: values)
    try scene.signUp(1, "ann@x.test")
    #expect(
      try scene.database.rows("SELECT email, plan FROM onagui.app_users") == ["ann@x.test|free"])
    #expect(try Self.installed(scene, values) == "current")
    #expect(try Self.installed(scene) == "changed")
    #expect(try Self.installed(scene, ["SYNCTOOL_AUTH_DELETED": ""]) == "changed")
  }

  @Test func `a row that could not be made is refused before anything is installed`() throws {
    let scene = try InstallStage(rest: ", plan text NOT NULL")
    let end = try scene.stage.expect(78, "identities", "install")
    #expect(end.error.contains("\"plan\"") && end.error.contains("--app-values"))
    try scene.stage.file("values.json", #"{"plan": [{"value": "free"}]}"#)
    try scene.stage.expect(0, "identities", "install", "--app-values", "values.json")
  }

  /// Seven people whom the trigger could not give a row, and one with a row of another id.
  private static func faulty() throws -> InstallStage {
    let scene = try InstallStage(rest: ", CONSTRAINT early CHECK (email NOT LIKE 'late%')")
    try scene.stage.expect(0, "identities", "install")
    try scene.database.run(
      "INSERT INTO onagui.app_users VALUES ('\(InstallStage.id(99))', 'Ann@x.test')")
    for number in 1...7 { try scene.signUp(number, "late\(number)@x.test") }
    try scene.signUp(8, "ann@x.test")
    return scene
  }

  @Test func `faults are counted, and the newest told`() throws {
    let scene = try Self.faulty()
    let text = try scene.stage.expect(0, "identities", "status")
    let start = try #require(text.lines.firstIndex(of: "faults of sign-ups: 8, the newest of them"))
    let told = text.lines[(start + 1)...]
    #expect(told.count == 5)
    #expect(told.first?.hasSuffix("ann@x.test, id \(InstallStage.id(8)): mismatched") == true)
    #expect(
      told.dropFirst().first?.hasSuffix(
        "late7@x.test, id \(InstallStage.id(7)): refused: early (SQLSTATE 23514)") == true)
    let verbose = try scene.stage.expect(0, "identities", "status", "-v")
    #expect(verbose.lines.contains("faults of sign-ups: 8"))
    #expect(verbose.lines.filter { $0.contains("SQLSTATE 23514") }.count == 7)
    let json = try scene.stage.expect(
      0, "identities", "status", "--format", "json", "--mask"
    ).json()
    #expect(json["faults"] as? Int == 8)
    let newest = try #require(json["newestFaults"] as? [[String: Any]])
    #expect(newest.count == 5 && newest[0]["reason"] as? String == "mismatched")
    #expect((newest[0]["key"] as? String)?.hasPrefix("a***@x***.test#") == true)
    #expect(newest[1]["sqlState"] as? String == "23514")
  }

  @Test func `a role that may not read the faults is told so, and told the rest`() throws {
    let scene = try Self.faulty()
    let role = try TestRole(scene.database, "")
    try scene.database.run(
      """
      GRANT USAGE ON SCHEMA auth, onagui TO \(role.name);
      GRANT SELECT ON auth.users, onagui.app_users TO \(role.name)
      """)
    let asReader = try scene.acting(role.name)
    let text = try scene.stage.expect(0, "identities", "status", with: asReader)
    #expect(text.lines.contains("installed: current"))
    #expect(text.lines.contains("faults of sign-ups: this role may not read them"))
    let json = try scene.stage.expect(
      0, "identities", "status", "--format", "json", with: asReader
    ).json()
    #expect(json["installed"] as? String == "current" && json["faults"] is NSNull)
  }

  @Test func `a fix takes the faults of those whom it has settled, and leaves the others`() throws {
    let scene = try Self.faulty()
    try scene.database.run("ALTER TABLE onagui.app_users DROP CONSTRAINT early")
    try scene.database.run(
      "ALTER TABLE onagui.app_users ADD CONSTRAINT early CHECK (email NOT LIKE 'late7%')")
    try scene.stage.expect(0, "identities", "fix", "--all", "--dry-run")
    #expect(try scene.faults().count == 8)
    try scene.stage.expect(0, "identities", "fix", "ann@x.test")
    #expect(try scene.faults() == Array(repeating: "refused: early 23514", count: 7))
    try scene.stage.expect(3, "identities", "fix", "--all")
    #expect(
      try scene.database.rows("SELECT email_key FROM synctool.identity_faults") == ["late7@x.test"])
    // Whom others settle, or who is no more, is no fault either, although there is nothing to write.
    try scene.database.run(
      """
      ALTER TABLE onagui.app_users DROP CONSTRAINT early;
      INSERT INTO synctool.identity_faults (auth_id, email_key, reason)
      VALUES ('\(InstallStage.id(77))', 'gone@x.test', 'mismatched'), (NULL, NULL, 'refused');
      INSERT INTO onagui.app_users VALUES ('\(InstallStage.id(7))', 'late7@x.test')
      """)
    try scene.stage.expect(0, "identities", "fix", "--all")
    #expect(try scene.faults() == [])
    try scene.stage.expect(0, "identities", "uninstall")
  }

  /// A duplicate is settled; with two rows of one email nobody is.
  @Test(arguments: IdentityScene.Kind.allCases)
  func `who is a duplicate is settled, who is ambiguous is not`(kind: IdentityScene.Kind) throws {
    let scene = try IdentityScene(empty: kind)
    for arguments in [["init"], ["identities", "install"]] {
      #expect(try scene.stage.start(arguments).end().status == 0)
    }
    try scene.users([(1, "ann@x.test"), (2, "Ann@x.test"), (3, "bob@x.test"), (4, "eve@x.test")])
    try scene.rows([(30, "BOB@x.test")])
    try scene.stage.database.run(
      """
      DELETE FROM public.app_users WHERE email = 'eve@x.test';
      INSERT INTO synctool.identity_faults (auth_id, email_key, reason)
      SELECT id::text, email, 'mismatched' FROM auth.users
      """)
    try scene.stage.expect(0, "identities", "fix", "eve@x.test")
    #expect(
      try scene.stage.database.rows("SELECT email_key FROM synctool.identity_faults ORDER BY 1")
        == ["bob@x.test"])
  }

  @Test func `a fix without the right to the faults does all the rest`() throws {
    let scene = try Self.faulty()
    let role = try TestRole(scene.database, "")
    try scene.database.run(
      """
      ALTER TABLE onagui.app_users DROP CONSTRAINT early;
      GRANT USAGE ON SCHEMA auth, onagui, synctool TO \(role.name); GRANT SELECT ON auth.users TO \(role.name);
      GRANT SELECT, INSERT, UPDATE ON onagui.app_users TO \(role.name);
      GRANT SELECT, INSERT, UPDATE ON synctool.migrations, synctool.runs, synctool.changes, synctool.rejections,
        synctool.document_changes
        TO \(role.name)
      """)
    let acting = try scene.acting(role.name)
    let end = try scene.stage.expect(0, "identities", "fix", "--all", with: acting)
    #expect(try end.counts() == ["read": 8, "create": 7, "update": 1])
    try scene.stage.expect(0, "identities", "fix", "--all", with: acting)
    #expect(try scene.faults().count == 8)
  }
}

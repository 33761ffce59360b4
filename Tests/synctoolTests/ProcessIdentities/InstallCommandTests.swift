import Foundation
import Testing

/// `synctool identities install`: what it makes, and what it says.
struct InstallCommandTests {
  @Test func `whoever registers has a row with the same id from then on`() throws {
    let scene = try InstallStage()
    try scene.signUp(1, "early@x.test")
    let end = try scene.stage.expect(0, "identities", "install")
    #expect(
      end.lines.last
        == "installed: whoever registers in auth.users has a row in onagui.app_users from now on")
    try scene.signUp(2, "ann@x.test")
    #expect(try scene.people() == ["\(InstallStage.id(2))|ann@x.test"])
    #expect(
      try scene.database.rows("SELECT email, sync_status FROM onagui.user_sync_status ORDER BY 1")
        == ["ann@x.test|SYNCED", "early@x.test|MISSING"])
    #expect(
      try scene.database.value(
        "SELECT onagui.fix_user_id_mismatch('early@x.test', true)->>'status'") == "missing")
    #expect(try scene.people().count == 2)
  }

  @Test func `install again says that it is current, and changes nothing`() throws {
    let scene = try InstallStage()
    let json = try scene.stage.expect(0, "identities", "install", "--format", "json").json()
    #expect(json["installedBefore"] as? String == "none")
    #expect((json["sql"] as? String)?.contains("CREATE OR REPLACE TRIGGER") == true)
    let before = try scene.versions()
    let again = try scene.stage.expect(0, "identities", "install")
    #expect(again.lines.last == "what is installed is current")
    #expect(
      try scene.stage.expect(0, "identities", "install", "-n").output
        == "-- what is installed is current\n")
    #expect(try scene.stage.expect(0, "identities", "install", "--quiet").output == "")
    let end = try scene.stage.expect(0, "identities", "install", "--format", "json")
    #expect(try end.json()["installedBefore"] as? String == "current")
    #expect(try end.json()["sql"] as? String == "")
    #expect(try scene.versions() == before)
  }

  static let changes = [
    ("ALTER TABLE auth.users DISABLE TRIGGER synctool_align", "trigger disabled", "was disabled"),
    ("DROP TRIGGER synctool_align ON auth.users", "changed", "something was changed or dropped"),
    ("DROP VIEW onagui.user_sync_status", "changed", "something was changed or dropped"),
    (
      """
      COMMENT ON FUNCTION onagui.sync_auth_user_to_app_users() IS 'made by synctool 0.0.0';
      ALTER FUNCTION onagui.sync_auth_user_to_app_users() RESET lock_timeout
      """, "older", "brought up to date"
    ),
  ]

  @Test(arguments: changes)
  func `what is older, changed or disabled is brought up to date`(
    sql: String, state: String, words: String
  ) throws {
    let scene = try InstallStage()
    try scene.stage.expect(0, "identities", "install")
    let objects = try scene.objects()
    try scene.database.run(sql)
    let dry = try scene.stage.expect(0, "identities", "install", "-n", "--format", "json")
    #expect(try dry.json()["installedBefore"] as? String == state)
    let end = try scene.stage.expect(0, "identities", "install")
    #expect(end.output.contains(words), "\(end.everything)")
    #expect(try scene.objects() == objects)
  }

  /// As it comes out of the pipe, and by psql where the server brings one.
  @Test func `the SQL of a dry run makes the same objects, and the dry run makes none`() throws {
    let scene = try InstallStage()
    let before = try scene.objects()
    try scene.stage.expect(0, "identities", "install", "--dry-run")
    #expect(try scene.objects() == before)
    let psql = TestCluster.programs + "/psql"
    if FileManager.default.isExecutableFile(atPath: psql) {
      let end = try scene.stage.shell(
        "set -o pipefail; \"$0\" identities install -n | \(psql) -qX -v ON_ERROR_STOP=1 \"$DATABASE_URL\""
      )
      #expect(end.status == 0, "\(end.everything)")
    } else {
      try scene.database.run(try scene.stage.expect(0, "identities", "install", "-n").output)
    }
    let other = try InstallStage()
    try other.stage.expect(0, "identities", "install")
    #expect(try scene.objects() == other.objects())
    let again = try scene.stage.expect(0, "identities", "install")
    #expect(again.lines.last == "what is installed is current")
    try scene.signUp(1, "ann@x.test")
    #expect(try scene.people() == ["\(InstallStage.id(1))|ann@x.test"])
  }

  @Test func `two at once make one of each`() throws {
    let scene = try InstallStage()
    let runs = try (0..<3).map { _ in try scene.stage.start(["identities", "install"]) }
    for run in runs {
      let end = try run.end()
      #expect(end.status == 0, "\(end.everything)")
    }
    let other = try InstallStage()
    try other.stage.expect(0, "identities", "install")
    #expect(try scene.objects() == other.objects())
  }

  @Test func `an index on the key is asked for, and the statement that is printed makes it`() throws
  {
    let scene = try InstallStage()
    let end = try scene.stage.expect(0, "identities", "install")
    let line = try #require(end.error.split(separator: "\n").first { $0.contains("index:") })
    let statement = try #require(line.firstRange(of: "CREATE INDEX"))
    try scene.database.run(String(line[statement.lowerBound...]))
    #expect(!(try scene.stage.expect(0, "identities", "install").error.contains("index")))
  }

  @Test func `a statement_timeout that would break a sign-up is warned of`() throws {
    let scene = try InstallStage()
    for (setting, isShort) in [("'500ms'", true), ("900", true), ("'1s'", false), ("0", false)] {
      try scene.database.run("ALTER ROLE \(scene.signer) SET statement_timeout = \(setting)")
      let end = try scene.stage.expect(0, "identities", "install")
      #expect(end.error.contains(scene.signer) == isShort, "\(setting): \(end.error)")
    }
    let database = scene.database.name
    try scene.database.run("ALTER DATABASE \(database) SET statement_timeout = '999ms'")
    // The database is another test's later.
    defer { try? scene.database.run("ALTER DATABASE \(database) RESET statement_timeout") }
    // The role's own goes first.
    #expect(!(try scene.stage.expect(0, "identities", "install").error.contains(scene.signer)))
    try scene.database.run("ALTER ROLE \(scene.signer) RESET statement_timeout")
    #expect(try scene.stage.expect(0, "identities", "install").error.contains(scene.signer))
  }

  static let names = [
    "select", "Users", "a.b", "say \"hi\"", "it's \\ %I", "ünï", "$synctool$", "two\nlines",
    String(repeating: "n", count: 63),
  ]

  @Test(arguments: names)
  func `hostile names are taken as they are`(name: String) throws {
    let scene = try InstallStage()
    let quote = { (name: String) in "\"" + name.replacing("\"", with: "\"\"") + "\"" }
    let other = quote(name.utf8.count < 60 ? name + " 2" : String(name.dropLast()) + "2")
    let quoted = quote(name)
    try scene.database.run(
      """
      CREATE SCHEMA \(quoted);
      CREATE TABLE \(quoted).\(quoted) (\(quoted) uuid PRIMARY KEY, \(other) text);
      CREATE TABLE \(quoted).\(other) (\(quoted) uuid PRIMARY KEY, \(other) text);
      """)
    scene.stage.environment.merge([
      "SYNCTOOL_AUTH_TABLE": "\(quoted).\(quoted)", "SYNCTOOL_APP_TABLE": "\(quoted).\(other)",
      "SYNCTOOL_AUTH_ID": quoted, "SYNCTOOL_AUTH_EMAIL": other, "SYNCTOOL_APP_ID": quoted,
      "SYNCTOOL_APP_EMAIL": other, "SYNCTOOL_AUTH_DELETED": "",
    ]) { $1 }
    try scene.stage.expect(0, "identities", "install")
    try scene.database.run(
      "INSERT INTO \(quoted).\(quoted) VALUES (gen_random_uuid(), 'ann@x.test')")
    #expect(
      try scene.database.value(
        "SELECT count(*) FROM \(quoted).\(quoted) a JOIN \(quoted).\(other) p USING (\(quoted))")
        == "1")
    #expect(
      try scene.stage.expect(0, "identities", "install").lines.last
        == "what is installed is current")
    try scene.stage.expect(0, "identities", "uninstall")
    #expect(try scene.database.value("SELECT count(*) FROM pg_proc WHERE oid > 16383") == "0")
  }
}

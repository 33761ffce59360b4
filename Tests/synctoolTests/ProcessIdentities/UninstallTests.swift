import Testing

/// `synctool identities uninstall`: what it drops, and what it does not.
struct UninstallTests {
  @Test func `it drops what install has made, and nothing else`() throws {
    let scene = try InstallStage()
    try scene.database.run(
      """
      CREATE VIEW onagui.other AS SELECT 1 AS one;
      CREATE FUNCTION onagui.fix_user_id_mismatch(text) RETURNS int LANGUAGE sql AS 'SELECT 1'
      """)
    let before = try scene.objects()
    try scene.stage.expect(0, "identities", "install")
    try scene.signUp(1, "ann@x.test")
    let preview = try scene.stage.expect(0, "identities", "uninstall", "-n")
    #expect(preview.output.contains("\nDROP TRIGGER synctool_align ON auth.users;\n"))
    #expect(try scene.objects().count == before.count + 9)
    let end = try scene.stage.expect(0, "identities", "uninstall")
    #expect(end.output.contains("uninstalled: TRIGGER synctool_align ON auth.users, FUNCTION"))
    #expect(try scene.objects() == before)
    #expect(try scene.people().count == 1)
    #expect(
      try scene.stage.expect(0, "identities", "uninstall").lines.last == "nothing is installed")
    let other = try InstallStage()
    try other.stage.expect(0, "identities", "install")
    let sql = try other.stage.expect(0, "identities", "uninstall", "-n").output
    try other.database.run(sql)
    #expect(
      try other.stage.expect(0, "identities", "uninstall", "-n").output
        == "-- nothing is installed\n")
  }

  @Test func `faults that are left go only by force`() throws {
    let scene = try InstallStage(rest: ", plan text CHECK (plan = 'free') DEFAULT 'none'")
    try scene.stage.expect(0, "identities", "install")
    try scene.signUp(1, "ann@x.test")
    #expect(try scene.faults().count == 1)
    let before = try scene.objects()
    for dry in [[], ["-n"]] {
      let end = try scene.stage.start(["identities", "uninstall"] + dry).end()
      #expect(end.status == 4 && end.output == "", "\(end.everything)")
      #expect(end.error.contains("1 fault of sign-ups") && end.error.contains("--force"))
    }
    // The switch may not come from the environment.
    try scene.stage.expect(4, "identities", "uninstall", with: ["SYNCTOOL_FORCE": "true"])
    #expect(try scene.objects() == before)
    try scene.stage.expect(0, "identities", "uninstall", "--force", "-n")
    let end = try scene.stage.expect(
      0, "identities", "uninstall", "--force", "--format", "json")
    #expect(try end.json()["faults"] as? Int == 1)
    #expect(try scene.objects().count == before.count - 9)
  }

  @Test func `the SQL of a dry run stops at a fault that came after it`() throws {
    let scene = try InstallStage(rest: ", plan text CHECK (plan = 'free') DEFAULT 'none'")
    try scene.stage.expect(0, "identities", "install")
    let sql = try scene.stage.expect(0, "identities", "uninstall", "-n").output
    try scene.signUp(1, "ann@x.test")
    let before = try scene.objects()
    #expect(throws: (any Error).self) { try scene.database.run(sql) }
    #expect(try scene.objects() == before)
  }

  @Test(arguments: ["onagui.app_users", "auth.users"])
  func `it does not need the tables`(table: String) throws {
    let scene = try InstallStage()
    try scene.stage.expect(0, "identities", "install")
    try scene.database.run("DROP TABLE \(table) CASCADE")
    try scene.stage.expect(0, "identities", "uninstall")
    #expect(try scene.database.value("SELECT count(*) FROM pg_proc WHERE oid > 16383") == "0")
    #expect(try scene.database.value("SELECT to_regclass('synctool.identity_faults')") == "")
  }

  @Test func `the journal is not removed while something is installed`() throws {
    let scene = try InstallStage()
    try scene.stage.expect(0, "identities", "install")
    let before = try scene.objects()
    let end = try scene.stage.expect(1, "init", "--remove", "--force")
    #expect(end.error.contains("function onagui.sync_auth_user_to_app_users()"))
    #expect(end.error.contains("hint: run synctool identities uninstall first"))
    #expect(try scene.objects() == before)
    try scene.stage.expect(0, "identities", "uninstall")
    try scene.stage.expect(0, "init", "--remove", "--force")
  }

  @Test func `two applications are aligned side by side, and the faults of both are kept`() throws {
    let scene = try InstallStage()
    try scene.database.run(
      """
      CREATE SCHEMA shop; CREATE TABLE shop.app_users (id uuid PRIMARY KEY, email text);
      CREATE TABLE shop.users (id uuid PRIMARY KEY, email text)
      """)
    let shop = ["SYNCTOOL_APP_TABLE": "shop.app_users", "SYNCTOOL_AUTH_DELETED": ""]
    let own = shop.merging(["SYNCTOOL_AUTH_TABLE": "shop.users"]) { $1 }
    try scene.stage.expect(0, "identities", "install")
    // The trigger of one table serves one application.
    let end = try scene.stage.expect(78, "identities", "install", with: shop)
    #expect(
      end.error.contains(
        "TRIGGER synctool_align ON auth.users is there already, and was not made by synctool for shop.app_users"
      ))
    try scene.stage.expect(0, "identities", "install", with: own)
    try scene.database.run("INSERT INTO shop.users VALUES (gen_random_uuid(), 'nonsense')")
    #expect(try scene.faults() == ["email-invalid"])
    try scene.stage.expect(0, "identities", "uninstall")
    #expect(try scene.faults() == ["email-invalid"])
    try scene.stage.expect(4, "identities", "uninstall", with: own)
    try scene.stage.expect(0, "identities", "uninstall", "--force", with: own)
    #expect(try scene.database.value("SELECT to_regclass('synctool.identity_faults')") == "")
  }
}

import Testing

/// What `identities install` needs, and what it says where it does not have it: nothing is made, and all is said at
/// once.
struct InstallRefusalTests {
  @Test func `without a journal's schema there is no place for faults`() throws {
    let scene = try InstallStage(journal: false)
    let before = try scene.objects()
    for arguments in [["identities", "install"], ["identities", "install", "-n"]] {
      let end = try scene.stage.start(arguments).end()
      #expect(end.status == 78 && end.output == "", "\(end.everything)")
      #expect(end.error.contains("hint: run synctool init"), "\(end.everything)")
    }
    #expect(try scene.objects() == before)
  }

  @Test func `both tables must be named`() throws {
    let scene = try InstallStage()
    let none = ["SYNCTOOL_AUTH_TABLE": "", "SYNCTOOL_APP_TABLE": ""]
    for word in ["install", "uninstall"] {
      let end = try scene.stage.expect(78, "identities", word, with: none)
      for name in ["SYNCTOOL_AUTH_TABLE: is not set", "SYNCTOOL_APP_TABLE: is not set"] {
        #expect(end.error.contains(name), "\(end.everything)")
      }
    }
    try scene.stage.expect(64, "identities", "install", "--force")
    try scene.stage.expect(64, "identities", "install", "all")
  }

  @Test(arguments: IdentitiesInputTests.unfit)
  func `a table that cannot be compared gets no trigger`(
    setUp: String, settings: [String: String], messages: [String]
  ) throws {
    let scene = try IdentityScene(empty: .bigint)
    try scene.stage.expect(0, "init")
    if !setUp.isEmpty { try scene.stage.database.run(setUp) }
    let end = try scene.stage.expect(78, "identities", "install", with: settings)
    for message in messages {
      #expect(end.error.contains(message), "\(message)\n\(end.everything)")
    }
    #expect(try scene.stage.database.value("SELECT count(*) FROM pg_proc WHERE oid > 16383") == "0")
  }

  @Test func `what others have made under these names stays, and is named together`() throws {
    let scene = try InstallStage()
    try scene.database.run(
      """
      CREATE VIEW onagui.user_sync_status AS SELECT 1 AS one;
      CREATE FUNCTION onagui.fix_user_id_mismatch(text, boolean) RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE FUNCTION onagui.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER synctool_align AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION onagui.f();
      CREATE TABLE synctool.identity_faults (mine int)
      """)
    let before = try scene.objects()
    let end = try scene.stage.expect(78, "identities", "install")
    for name in [
      "VIEW onagui.user_sync_status", "FUNCTION onagui.fix_user_id_mismatch(text, boolean)",
      "TRIGGER synctool_align ON auth.users", "TABLE synctool.identity_faults",
    ] {
      #expect(end.error.contains("\(name) is there already"), "\(end.everything)")
    }
    #expect(
      try scene.stage.expect(0, "identities", "uninstall").lines.last == "nothing is installed")
    #expect(try scene.objects() == before)
  }

  @Test func `rights of the role that installs are named together, and the SQL is for another`()
    throws
  {
    let scene = try InstallStage()
    let other = try TestRole(scene.database, "")
    let before = try scene.objects()
    let asOther = try scene.acting(other.name)
    let end = try scene.stage.expect(77, "identities", "install", with: asOther)
    for words in [
      "not a member of \(scene.owner), which owns onagui.app_users", "USAGE on schema auth",
      "TRIGGER on auth.users", "CREATE on schema onagui", "CREATE on schema synctool",
    ] {
      #expect(end.error.contains(words), "\(words)\n\(end.everything)")
    }
    let dry = try scene.stage.expect(0, "identities", "install", "-n", with: asOther)
    #expect(dry.error.contains("warning: target: privileges: the role lacks USAGE on schema auth"))
    #expect(try scene.objects() == before)
    try scene.database.run(dry.output)
    // What is current needs nobody's rights.
    #expect(
      try scene.stage.expect(0, "identities", "install", with: asOther).lines.last
        == "what is installed is current")
  }

  @Test func `a role that has the rights needs no more, and none on the auth service's table`()
    throws
  {
    let scene = try InstallStage()
    let asOwner = try scene.acting(scene.owner)
    let end = try scene.stage.expect(77, "identities", "install", with: asOwner)
    #expect(
      end.error.contains("the role lacks USAGE on schema synctool, CREATE on schema synctool"))
    try scene.lendJournal()
    try scene.stage.expect(0, "identities", "install", with: asOwner)
    try scene.signUp(1, "ann@x.test")
    #expect(try scene.people() == ["\(InstallStage.id(1))|ann@x.test"])
    let installed = try scene.objects()
    try scene.stage.expect(0, "identities", "uninstall", with: asOwner)
    #expect(try scene.objects().count == installed.count - 9)
  }

  static let lacks: [(sql: String, words: String)] = [
    ("REVOKE SELECT ON auth.users FROM %O", "lacks SELECT on auth.users"),
    ("REVOKE ALL ON SCHEMA auth FROM %O", "lacks USAGE on schema auth"),
    ("REVOKE INSERT ON onagui.app_users FROM %O", "lacks INSERT on onagui.app_users"),
    (
      "ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY",
      "row-level security applies to %O on auth.users"
    ),
    (
      "ALTER TABLE onagui.app_users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
      "row-level security applies to %O on onagui.app_users"
    ),
  ]

  @Test(arguments: lacks)
  func `what the owner lacks would make each sign-up a fault`(sql: String, words: String) throws {
    let scene = try InstallStage()
    try scene.database.run(sql.replacing("%O", with: scene.owner))
    for dry in [[], ["-n"]] {
      let end = try scene.stage.start(["identities", "install"] + dry).end()
      #expect(end.status == 77, "\(end.everything)")
      #expect(end.error.contains(words.replacing("%O", with: scene.owner)), "\(end.everything)")
    }
    #expect(try scene.database.value("SELECT count(*) FROM pg_proc WHERE oid > 16383") == "0")
  }

  @Test func `an operator's guard against writes holds`() throws {
    let scene = try InstallStage()
    let before = try scene.objects()
    let url = try #require(scene.stage.environment["DATABASE_URL"])
    scene.stage.environment["DATABASE_URL"] =
      url + "?options=-c%20default_transaction_read_only%3Don"
    try scene.stage.expect(78, "identities", "install")
    try scene.stage.expect(0, "identities", "install", "-n")
    try scene.stage.expect(78, "identities", "uninstall")
    #expect(try scene.objects() == before)
  }

  @Test func `a sign-up in progress is waited for, and not for ever`() throws {
    let scene = try InstallStage()
    let before = try scene.objects()
    try scene.database.holding(
      "INSERT INTO auth.users (id) VALUES (gen_random_uuid())"
    ) {
      let end = try scene.stage.expect(
        124, "identities", "install", "--deadline", "1")
      #expect(end.seconds < 8, "\(end.everything)")
    }
    #expect(try scene.objects() == before)
  }
}

import Engine
import PostgresDriver
import SyncCore
import Testing

/// What `identities install` puts into the database, how it is recognised, and how it goes.
struct InstallTests {
  private static func objects(_ scene: InstallScene) throws -> [String] {
    try scene.database.rows(
      """
      SELECT 'class', relname, relacl::text FROM pg_class WHERE oid > 16383 AND relkind IN ('r', 'v')
      UNION ALL SELECT 'function', proname, proacl::text FROM pg_proc WHERE oid > 16383
      UNION ALL SELECT 'trigger', tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'comment', description, '' FROM pg_description WHERE objoid > 16383
        AND description LIKE 'made by synctool %'
      ORDER BY 1, 2, 3
      """)
  }

  @Test func `install twice is harmless, and uninstall leaves nothing`() throws {
    let scene = try InstallScene(installed: false)
    let before = try Self.objects(scene)
    #expect(try scene.state().state == .none)
    try scene.install()
    let first = try Self.objects(scene)
    #expect(first.count == before.count + 9)
    try scene.database.run("GRANT SELECT ON onagui.user_sync_status TO \(scene.signer)")
    let granted = try Self.objects(scene)
    try scene.install()
    #expect(try Self.objects(scene) == granted)
    #expect(try scene.state().state == .current)
    try scene.uninstall()
    #expect(try Self.objects(scene) == before)
    try scene.uninstall()
    #expect(try scene.state().state == .none)
  }

  /// As Supabase has it: what is made in a schema is everybody's by default.
  @Test func `nobody but the owner may use what is made, whatever the schema's defaults grant`()
    throws
  {
    let scene = try InstallScene(installed: false)
    try scene.database.run(
      """
      ALTER DEFAULT PRIVILEGES IN SCHEMA onagui GRANT ALL ON TABLES TO \(scene.signer);
      ALTER DEFAULT PRIVILEGES IN SCHEMA onagui GRANT ALL ON FUNCTIONS TO \(scene.signer);
      GRANT USAGE ON SCHEMA onagui, synctool TO \(scene.signer)
      """)
    try scene.install()
    for sql in [
      "SELECT FROM onagui.user_sync_status", "SELECT FROM synctool.identity_faults",
      "SELECT onagui.fix_user_id_mismatch('ann@x.test', true)",
    ] {
      #expect(throws: (any Error).self, "\(sql)") { try scene.asSigner(sql) }
    }
    try scene.signUp(1, "ann@x.test")
    #expect(try scene.people() == ["1|ann@x.test"])
    try scene.database.run(
      """
      ALTER DEFAULT PRIVILEGES IN SCHEMA onagui REVOKE ALL ON TABLES FROM \(scene.signer);
      ALTER DEFAULT PRIVILEGES IN SCHEMA onagui REVOKE ALL ON FUNCTIONS FROM \(scene.signer)
      """)
  }

  @Test(arguments: [
    ("CREATE VIEW onagui.user_sync_status AS SELECT 1 AS one", "VIEW onagui.user_sync_status"),
    (
      """
      CREATE FUNCTION onagui.fix_user_id_mismatch(text, boolean) RETURNS int LANGUAGE sql AS 'SELECT 1'
      """, "FUNCTION onagui.fix_user_id_mismatch(text, boolean)"
    ),
    (
      """
      CREATE FUNCTION onagui.sync_auth_user_to_app_users() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RETURN NULL; END'
      """, "FUNCTION onagui.sync_auth_user_to_app_users()"
    ),
  ])
  func `what others have made under these names stays`(sql: String, name: String) throws {
    let scene = try InstallScene(installed: false)
    try scene.database.run(sql)
    let before = try Self.objects(scene)
    #expect(throws: (any Error).self) { try scene.install() }
    #expect(try scene.state().foreign == [name])
    try scene.uninstall()
    #expect(try Self.objects(scene) == before)
  }

  @Test(arguments: [
    (
      "ALTER TABLE auth.users DISABLE TRIGGER synctool_align",
      InstalledObjects.State.triggerDisabled
    ),
    ("ALTER TABLE auth.users ENABLE REPLICA TRIGGER synctool_align", .triggerDisabled),
    ("ALTER TABLE auth.users ENABLE ALWAYS TRIGGER synctool_align", .current),
    ("DROP TRIGGER synctool_align ON auth.users", .changed),
    ("DROP TABLE synctool.identity_faults", .changed),
    ("ALTER FUNCTION onagui.sync_auth_user_to_app_users() RESET lock_timeout", .changed),
    ("ALTER FUNCTION onagui.fix_user_id_mismatch(text, boolean) SECURITY INVOKER", .changed),
    ("ALTER FUNCTION onagui.fix_user_id_mismatch(text, boolean) OWNER TO postgres", .changed),
    (
      """
      CREATE OR REPLACE FUNCTION onagui.sync_auth_user_to_app_users() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
        SET row_security = off AS 'BEGIN RETURN NULL; END'
      """, .changed
    ),
    (
      """
      CREATE OR REPLACE VIEW onagui.user_sync_status WITH (security_invoker = true) AS
        SELECT ''::text AS email, NULL::uuid AS auth_id, NULL::uuid AS app_id, ''::text AS sync_status
      """, .changed
    ),
    ("ALTER VIEW onagui.user_sync_status RESET (security_invoker)", .changed),
  ])
  func `what somebody did to it is seen, and installing again mends it`(
    sql: String, state: InstalledObjects.State
  ) throws {
    let scene = try InstallScene()
    #expect(try scene.state().state == .current)
    try scene.database.run(sql)
    #expect(try scene.state().state == state)
    try scene.install()
    #expect(try scene.state().state == .current)
    try scene.signUp(1, "ann@x.test")
    #expect(try scene.people() == ["1|ann@x.test"])
  }

  @Test func `another version that makes it otherwise is older, with other settings it is changed`()
    throws
  {
    let scene = try InstallScene()
    scene.script.version = "0.1"
    #expect(try scene.state().state == .current)
    scene.script.deleted = nil
    #expect(try scene.state().state == .older)
    scene.script.version = "0.0"
    #expect(try scene.state().state == .changed)
    try scene.install()
    #expect(try scene.state().state == .current)
  }

  private static let awkward = [
    InstallScene.Names(
      auth: QualifiedName(schema: "Auth \"x\"", name: "Us.ers"),
      app: QualifiedName(schema: "select", name: "a'b\\c%I%"), id: "I\"d", email: "E.mail"),
    InstallScene.Names(
      auth: QualifiedName(schema: "auth", name: "$synctool$"),
      app: QualifiedName(schema: "$$", name: "table"), id: "user", email: "$synctool$"),
    InstallScene.Names(
      auth: QualifiedName(
        schema: String(repeating: "a", count: 63), name: String(repeating: "ü", count: 31)),
      app: QualifiedName(
        schema: String(repeating: "S", count: 63), name: String(repeating: "t", count: 63)),
      id: String(repeating: "i", count: 63), email: String(repeating: "E", count: 63)),
    InstallScene.Names(
      auth: QualifiedName(schema: "public", name: "fault"),
      app: QualifiedName(schema: "public", name: "person"), id: "own", email: "sign_up_key"),
    InstallScene.Names(
      auth: QualifiedName(schema: "public", name: "p"),
      app: QualifiedName(schema: "public", name: "a"), id: "email", email: "id", type: "text"),
  ]

  @Test(arguments: awkward.indices)
  func `names are what they are: capitals, quotes, dots, keywords, 63 bytes`(number: Int) throws {
    let scene = try InstallScene(Self.awkward[number])
    let (app, id) = (scene.app, SQL(identifier: scene.names.id).text)
    try scene.database.run(
      """
      CREATE TABLE public."Chi'ld.%s" ("r'e%f" \(scene.names.type) REFERENCES \(app));
      ALTER TABLE public."Chi'ld.%s" OWNER TO \(scene.owner)
      """)
    try scene.signUp(1, "ann@x.test")
    try scene.change(1, to: "ann@y.test")
    try scene.row(9, "bob@x.test")
    try scene.signUp(2, "bob@x.test")
    try scene.database.run(
      "INSERT INTO public.\"Chi'ld.%s\" SELECT \(id) FROM \(app) WHERE \(id) = \(scene.id(9))")
    #expect(try scene.people() == ["1|ann@y.test", "9|bob@x.test"])
    #expect(try scene.faults() == ["mismatched"])
    #expect(try scene.fix("bob@x.test").hasPrefix("mismatched update true 1"))
    #expect(try scene.people() == ["1|ann@y.test", "2|bob@x.test"] && scene.faults() == [])
    #expect(try scene.state().state == .current)
    try scene.uninstall()
    #expect(try scene.state().state == .none)
  }
}

import Engine
import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// A database of an auth service and an application, where `synctool identities install` is run.
///
/// Nobody who takes part in it is a superuser but whoever installs: one role owns the application, another only signs
/// people up, and a third one owns the auth service's table.
final class InstallStage {
  let stage: ProcessStage
  let owner = TestServer.unique("owner")
  let signer = TestServer.unique("signer")
  let keeper = TestServer.unique("keeper")

  /// `rest` are further columns of the application's table.
  init(rest: String = "", journal: Bool = true) throws {
    stage = try ProcessStage("")
    try stage.database.run(
      """
      CREATE ROLE \(owner) LOGIN; CREATE ROLE \(signer) LOGIN; CREATE ROLE \(keeper) LOGIN;
      CREATE SCHEMA auth AUTHORIZATION \(keeper); CREATE SCHEMA onagui;
      GRANT ALL ON SCHEMA onagui TO \(owner); GRANT USAGE ON SCHEMA auth TO \(owner), \(signer);
      CREATE TABLE auth.users (id uuid PRIMARY KEY, email text, deleted_at timestamptz);
      ALTER TABLE auth.users OWNER TO \(keeper);
      GRANT SELECT, TRIGGER ON auth.users TO \(owner); GRANT INSERT ON auth.users TO \(signer);
      CREATE TABLE onagui.app_users (id uuid PRIMARY KEY, email varchar(255) UNIQUE NOT NULL\(rest));
      ALTER TABLE onagui.app_users OWNER TO \(owner);
      """)
    if journal {
      try stage.database.run(JournalUpgrade(from: 0, hasSchema: false, "test").sql.text)
    }
    stage.environment.merge([
      "SYNCTOOL_AUTH_TABLE": "auth.users", "SYNCTOOL_APP_TABLE": "onagui.app_users",
      "SYNCTOOL_AUTH_DELETED": "deleted_at",
    ]) { $1 }
  }

  deinit {
    let roles = "\(owner), \(signer), \(keeper)"
    try? database.run("DROP OWNED BY \(roles) CASCADE; DROP ROLE \(roles)")
  }

  var database: TestDatabase { stage.database }

  /// The settings with which the role runs the tool.
  func acting(_ role: String) throws -> [String: String] {
    ["DATABASE_URL": try TestServer.url(database: database.name, user: role)]
  }

  /// Lets the owner keep something in the journal's schema, and lets others.
  func lendJournal() throws {
    try database.run(
      """
      GRANT CREATE ON SCHEMA synctool TO \(owner); GRANT USAGE ON SCHEMA synctool TO \(owner) WITH GRANT OPTION
      """)
  }

  /// An id with the number in it.
  static func id(_ number: Int) -> String {
    "00000000-0000-4000-8000-\(String(1_000_000_000_000 + number).dropFirst())"
  }

  /// Signs somebody up as the auth service does.
  func signUp(_ number: Int, _ email: String) throws {
    var connection = try PostgresConnection(
      ConnectionString.parse(try TestServer.url(database: database.name, user: signer)),
      applicationName: "auth service", shouldStop: { false })
    try connection.executeScript(
      "INSERT INTO auth.users (id, email) VALUES ('\(Self.id(number))', '\(email)')")
  }

  /// Ids and emails of the application, in order.
  func people() throws -> [String] {
    try database.rows("SELECT id, email FROM onagui.app_users ORDER BY id")
  }

  func faults() throws -> [String] {
    try database.rows(
      "SELECT concat_ws(' ', reason, sqlstate) FROM synctool.identity_faults ORDER BY at")
  }

  /// Everything that makes up the installed objects, roles by what they do.
  func objects() throws -> [String] {
    let name = { (acl: String) in
      acl.replacing(self.owner, with: "OWNER").replacing(self.signer, with: "SIGNER")
        .replacing(self.keeper, with: "KEEPER")
    }
    return try database.rows(
      """
      SELECT 'function', proname, proacl::text, pg_get_userbyid(proowner), md5(pg_get_functiondef(oid))
      FROM pg_proc WHERE oid > 16383
      UNION ALL SELECT 'relation', relname, relacl::text, pg_get_userbyid(relowner), CASE relkind
        WHEN 'v' THEN md5(pg_get_viewdef(oid)) || coalesce(reloptions::text, '')
        ELSE (SELECT string_agg(attname || format_type(atttypid, atttypmod), ',' ORDER BY attnum)
          FROM pg_attribute WHERE attrelid = c.oid) END
      FROM pg_class c WHERE oid > 16383 AND relkind IN ('r', 'v')
      UNION ALL SELECT 'trigger', tgname, tgenabled::text, '', pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'comment', description, '', '', '' FROM pg_description WHERE objoid > 16383
        AND description LIKE 'made by synctool %'
      ORDER BY 1, 2, 5
      """
    ).map(name)
  }

  /// Every version of the catalogs' rows of what is installed.
  func versions() throws -> [String] {
    try database.rows(
      """
      SELECT xmin, proname FROM pg_proc WHERE oid > 16383 UNION ALL SELECT xmin, tgname FROM pg_trigger
      WHERE NOT tgisinternal UNION ALL SELECT xmin, relname FROM pg_class WHERE oid > 16383 ORDER BY 2
      """)
  }
}

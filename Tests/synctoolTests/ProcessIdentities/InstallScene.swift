import Engine
import PostgresDriver
import Records
import SyncCore
import TestSupport
import Testing

/// The table of an auth service and an application's, with what `identities install` puts there.
///
/// Nobody who takes part is a superuser: one role owns the application, another only signs people up.
final class InstallScene {
  /// What may differ between two set-ups.
  struct Names {
    var auth = QualifiedName(schema: "auth", name: "users")
    var app = QualifiedName(schema: "onagui", name: "app_users")
    var id = "id"
    var email = "email"
    var type = "uuid"
  }

  let database: TestDatabase
  let names: Names
  let owner = TestServer.unique("owner")
  let signer = TestServer.unique("signer")
  var script: InstallScript

  /// `rest` are further columns of the application's table; `before` is run before it is made.
  init(
    _ names: Names = Names(), rest: String = "", before: String = "", installed: Bool = true
  ) throws {
    database = try TestDatabase()
    self.names = names
    let columns = { (column: String) in SQL(identifier: column).text }
    script = InstallScript(
      auth: .init(table: names.auth, id: names.id, email: names.email),
      app: .init(table: names.app, id: names.id, email: names.email), match: .casefold,
      owner: owner, version: "0.0", hasSecurityInvoker: true)
    script.deleted = "deleted_at"
    let schemas = [names.auth, names.app].map { columns($0.effectiveSchema) }
    try database.run(
      """
      \(before)
      CREATE ROLE \(owner); CREATE ROLE \(signer) LOGIN;
      CREATE SCHEMA IF NOT EXISTS \(schemas[0]); CREATE SCHEMA IF NOT EXISTS \(schemas[1]);
      GRANT ALL ON SCHEMA \(schemas[1]) TO \(owner);
      GRANT USAGE ON SCHEMA \(schemas[0]) TO \(owner), \(signer);
      CREATE TABLE \(auth) (\(columns(names.id)) \(names.type) PRIMARY KEY,
        \(columns(names.email)) text, meta jsonb, deleted_at timestamptz);
      GRANT SELECT ON \(auth) TO \(owner);
      GRANT SELECT, INSERT, UPDATE ON \(auth) TO \(signer);
      CREATE TABLE \(app) (\(columns(names.id)) \(names.type) PRIMARY KEY,
        \(columns(names.email)) varchar(255) UNIQUE NOT NULL\(rest));
      ALTER TABLE \(app) OWNER TO \(owner);
      \(JournalUpgrade(from: 0, hasSchema: false, "test").sql)
      """)
    if installed { try install() }
  }

  deinit {
    try? database.run("DROP OWNED BY \(owner), \(signer) CASCADE; DROP ROLE \(owner), \(signer)")
  }

  var auth: String { script.auth.text }
  var app: String { script.app.text }

  func install() throws { try database.run(script.script.text) }

  func uninstall() throws {
    var connection = try database.connect()
    let doomed = try connection.ask(InstalledObjects.doomed(script))
    let sql = InstalledObjects.removal(doomed, forced: true).text
    if !sql.isEmpty { try database.run(sql) }
  }

  /// A literal of the number as an id.
  func id(_ number: Int) -> String {
    switch names.type {
    case "uuid": "'00000000-0000-4000-8000-\(String(1_000_000_000_000 + number).dropFirst())'"
    case "text": "'user-\(number)'"
    default: "\(number)"
    }
  }

  /// Signs somebody up as the auth service does.
  func signUp(_ number: Int, _ email: String?, meta: String = "{}") throws {
    let email = email.map { SQL(literal: $0).text } ?? "NULL"
    try asSigner(
      """
      INSERT INTO \(auth) (\(SQL(identifier: names.id)), \(SQL(identifier: names.email)), meta)
      VALUES (\(id(number)), \(email), \(SQL(literal: meta)))
      """)
  }

  /// Gives a user another email.
  func change(_ number: Int, to email: String) throws {
    try asSigner(
      """
      UPDATE \(auth) SET \(SQL(identifier: names.email)) = \(SQL(literal: email))
      WHERE \(SQL(identifier: names.id)) = \(id(number))
      """)
  }

  func asSigner(_ sql: String) throws {
    let url = try TestServer.url(database: database.name, user: signer)
    var connection = try PostgresConnection(
      ConnectionString.parse(url), applicationName: "auth service", shouldStop: { false })
    try connection.executeScript(PostgresStatement("sign up", SQL(test: sql)))
  }

  /// Makes a row of the application, whatever the trigger would do.
  func row(_ number: Int, _ email: String) throws {
    try database.run(
      """
      INSERT INTO \(app) (\(SQL(identifier: names.id)), \(SQL(identifier: names.email)))
      VALUES (\(id(number)), \(SQL(literal: email)))
      """)
  }

  /// Makes a user while the trigger does not fire.
  func user(_ number: Int, _ email: String?) throws {
    try database.run("ALTER TABLE \(auth) DISABLE TRIGGER USER")
    try signUp(number, email)
    try database.run("ALTER TABLE \(auth) ENABLE TRIGGER USER")
  }

  /// The numbers of ids with the emails, in order.
  func people() throws -> [String] {
    try database.rows(
      """
      SELECT regexp_replace(\(SQL(identifier: names.id))::text, '^.*?0*([0-9]+)$', '\\1') AS number,
        \(SQL(identifier: names.email)) FROM \(app) ORDER BY 1
      """)
  }

  func users() throws -> Int { Int(try database.value("SELECT count(*) FROM \(auth)")) ?? -1 }

  /// Reason and SQLSTATE of each.
  func faults() throws -> [String] {
    try database.rows(
      "SELECT concat_ws(' ', reason, sqlstate) FROM synctool.identity_faults ORDER BY at")
  }

  /// What the function says: status, action, whether it was done, and the rows of the tables.
  func fix(_ email: String, apply: Bool = true) throws -> String {
    let schema = SQL(identifier: names.app.effectiveSchema)
    return try database.value(
      """
      SELECT concat_ws(' ', f->>'status', f->>'action', f->>'applied',
        (SELECT string_agg(t->>'rows', ',' ORDER BY t->>'table') FROM jsonb_array_elements(f->'tables') t))
      FROM \(schema).fix_user_id_mismatch(\(SQL(literal: email)), \(apply)) f
      """)
  }

  /// The view's word for each email.
  func statuses() throws -> [String] {
    let schema = SQL(identifier: names.app.effectiveSchema)
    return try database.rows(
      "SELECT email, sync_status FROM \(schema).user_sync_status ORDER BY 1, 2")
  }

  func state() throws -> InstalledObjects {
    var connection = try database.connect()
    return try connection.ask(InstalledObjects.question(script))
  }
}

extension InstallScript.Side {
  /// The table's name as a text of SQL.
  var text: String {
    "\(SQL(identifier: table.effectiveSchema)).\(SQL(identifier: table.name))"
  }
}

internal import Engine
internal import PostgresDriver
internal import Records

extension InstallScript {
  /// What the settings ask for on this server; `owner` is the role that owns the application's table.
  init(
    _ setting: IdentitySetting, app: TargetTable, auth: TargetTable, owner: String,
    version: String, _ server: PostgresServer
  ) {
    self.init(
      setting, app: QualifiedName(schema: app.schema, name: app.name), owner: owner,
      version: version, server)
    values = setting.values.map { InstallValue($0, app: app, auth: auth) }
  }

  /// The same of the application's table by its name alone, without what created rows get: enough to find what is
  /// installed.
  init(
    _ setting: IdentitySetting, app: QualifiedName, owner: String, version: String,
    _ server: PostgresServer
  ) {
    self.init(
      auth: Side(table: setting.auth, id: setting.authID, email: setting.authEmail),
      app: Side(table: app, id: setting.appID, email: setting.appEmail),
      match: .casefold, owner: owner, version: version,
      hasSecurityInvoker: server.version >= 15_00_00)
    (deleted, references) = (setting.authDeleted, setting.references)
  }

  /// The role that owns the application's table; nil where it does not exist.
  static func owner(of target: TargetSetting) -> Question<String?> {
    let statement = PostgresStatement(
      "look whose the table is",
      """
      SELECT pg_get_userbyid(c.relowner)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = \(literal: target.table.effectiveSchema) AND c.relname = \(literal: target.table.name)
      """)
    return .rowIfPresent(statement) { (result, row) throws(PostgresError) in
      try result.string(row, 0)
    }
  }
}

/// A variable of another program that people set for the purpose of one of synctool's.
package struct ForeignVariable: Sendable {
  /// What becomes of it.
  package enum Fate: Equatable, Sendable {
    /// Taken, where the variable of synctool is not set.
    case taken
    /// Not taken: it often belongs to another server. Where nothing else is set for its purpose, it is a
    /// fault that names both.
    case named
  }

  package let name: String
  /// The variable of synctool that it replaces.
  package let standsFor: SettingVariable
  package let fate: Fate

  private init(_ name: String, _ standsFor: SettingVariable, _ fate: Fate) {
    (self.name, self.standsFor, self.fate) = (name, standsFor, fate)
  }

  /// The schema of the table, for a target that is set in parts.
  package static let schemas = ["DB_SCHEMA", "DB_SEARCH_PATH"]

  /// Which kind of database the `DB_` variables are about, and the words for those other than
  /// PostgreSQL.
  package static let kinds = [
    "DB_CONNECTION", "DB_ENGINE", "DB_DRIVER", "DB_DIALECT", "DB_TYPE", "DB_CLIENT", "DB_ADAPTER",
  ]
  static let otherKinds = [
    "mysql", "mariadb", "sqlite", "sqlsrv", "mssql", "sqlserver", "oracle", "mongo",
  ]

  /// In the order in which they are tried.
  package static let all = frameworks + families + strays + uris

  private static let frameworks: [ForeignVariable] = [
    ForeignVariable("DB_HOSTNAME", .databaseHost, .taken),
    ForeignVariable("DB_SERVER", .databaseHost, .taken),
    ForeignVariable("DB_DATABASE", .databaseName, .taken),
    ForeignVariable("DB_DBNAME", .databaseName, .taken),
    ForeignVariable("DB_USERNAME", .databaseUser, .taken),
    ForeignVariable("DB_PASS", .databasePassword, .taken),
    ForeignVariable("DB_PASSWD", .databasePassword, .taken),
    ForeignVariable("DB_PWD", .databasePassword, .taken),
    ForeignVariable("DB_SSLMODE", .databaseSSL, .taken),
    ForeignVariable("DB_SSL_MODE", .databaseSSL, .taken),
  ]

  /// Of containers and frameworks: each part in each family.
  private static let families: [ForeignVariable] = ["POSTGRES_", "POSTGRESQL_", "PG_"].flatMap {
    (family: String) -> [ForeignVariable] in
    let names: [(SettingVariable, [String])] = [
      (.databaseHost, ["HOST", "HOSTNAME", "SERVER"]), (.databasePort, ["PORT"]),
      (.databaseName, ["DB", "DATABASE", "DBNAME", "DATABASE_NAME", "NAME", "DB_FILE"]),
      (.databaseUser, ["USER", "USERNAME", "USER_FILE"]),
      (.databasePassword, ["PASSWORD", "PASS", "PASSWORD_FILE"]),
    ]
    return names.flatMap { standsFor, ends in named(ends.map { family + $0 }, standsFor) }
  }

  private static let strays: [ForeignVariable] = [
    named(["PGHOSTNAME", "PGSERVER", "DB_HOST_FILE", "DATABASE_HOST"], .databaseHost),
    named(
      ["PGDB", "PGDBNAME", "PGNAME", "PGDATABASENAME", "DB_NAME_FILE", "DATABASE_NAME"],
      .databaseName),
    named(["PGUSERNAME", "PGLOGIN", "DB_USER_FILE", "DATABASE_USER"], .databaseUser),
    named(["PGPASS", "PGPASSWD", "PGPASSWORD_FILE", "DATABASE_PASSWORD"], .databasePassword),
    named(["MONGO_DATABASE", "MONGO_DB", "MONGO_INITDB_DATABASE", "MONGODB_DB"], .mongoDatabase),
  ].flatMap { $0 }

  private static let uris: [ForeignVariable] =
    named(
      [
        "DB_URL", "DB_URI", "DATABASE_URI", "DATABASE_PRIVATE_URL", "DATABASE_PUBLIC_URL",
        "POSTGRES_URL", "POSTGRES_URI", "POSTGRESQL_URL", "POSTGRES_PRISMA_URL",
        "POSTGRES_URL_NON_POOLING", "DATABASE_URL_UNPOOLED", "DIRECT_URL", "PG_URL",
        "PG_CONNECTION_STRING", "JDBC_DATABASE_URL", "SPRING_DATASOURCE_URL",
        "SQLALCHEMY_DATABASE_URI", "POSTGRES_URL_FILE",
      ], .databaseURL)
    + named(
      [
        "MONGO_URL", "MONGO_URI", "MONGODB_URL", "MONGODB_CONNECTION_STRING",
        "MONGO_CONNECTION_STRING", "MONGO_DB_URI", "MONGO_PRIVATE_URL", "MONGO_PUBLIC_URL",
        "MONGOLAB_URI", "MONGOHQ_URL", "ORMONGO_URL", "SPRING_DATA_MONGODB_URI",
        "COSMOS_CONNECTION_STRING", "MONGO_URI_FILE", "MONGO_URL_FILE",
      ], .mongoURI)

  private static func named(_ names: [String], _ standsFor: SettingVariable) -> [ForeignVariable] {
    names.map { ForeignVariable($0, standsFor, .named) }
  }
}

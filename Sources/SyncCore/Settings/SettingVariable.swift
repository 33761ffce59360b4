/// The environment variables that are no option: where source and target are, and habits of
/// terminals. The variables of libpq (`PG*`) are `ConnectionString.environment`.
package enum SettingVariable: String, CaseIterable, Sendable {
  case mongoURI = "MONGODB_URI"
  case mongoDatabase = "MONGODB_DATABASE"
  case mongoCollection = "MONGODB_COLLECTION"
  case databaseURL = "DATABASE_URL"
  case databaseHost = "DB_HOST"
  case databasePort = "DB_PORT"
  case databaseName = "DB_NAME"
  case databaseUser = "DB_USER"
  case databasePassword = "DB_PASSWORD"
  case databaseSSL = "DB_SSL"
  case table = "SYNCTOOL_TABLE"
  case references = "SYNCTOOL_REFERENCES"
  case logLevel = "LOG_LEVEL"
  case noColor = "NO_COLOR"

  /// Every variable of synctool's own, those of the options included: what `.env.example` lists.
  package static let everyName: [String] =
    allCases.map(\.rawValue) + SettingName.allCases.map(\.environmentVariable)

  /// The variables whose value may hold a password, those of libpq included.
  package static let secretNames: Set<String> = [
    mongoURI.rawValue, databaseURL.rawValue, databasePassword.rawValue,
    SettingName.source.environmentVariable, "PGPASSWORD", "PGSSLPASSWORD",
  ]
}

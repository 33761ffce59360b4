/// The environment variables that are not options: where source and target are, and habits of
/// terminals. The variables of libpq (`PG*`) are `ConnectionString.environment`.
package enum SettingVariable: String, CaseIterable, Sendable {
  case mongoURI = "MONGODB_URI"
  case mongoDatabase = "MONGODB_DATABASE"
  case mongoCollection = "MONGODB_COLLECTION"
  case mongoURIFile = "MONGODB_URI_FILE"
  case databaseURL = "DATABASE_URL"
  case databaseURLFile = "DATABASE_URL_FILE"
  case databaseHost = "DB_HOST"
  case databasePort = "DB_PORT"
  case databaseName = "DB_NAME"
  case databaseUser = "DB_USER"
  case databasePassword = "DB_PASSWORD"
  case databasePasswordFile = "DB_PASSWORD_FILE"
  case databaseSSL = "DB_SSL"
  case table = "SYNCTOOL_TABLE"
  case references = "SYNCTOOL_REFERENCES"
  case authID = "SYNCTOOL_AUTH_ID"
  case authEmail = "SYNCTOOL_AUTH_EMAIL"
  case authDeleted = "SYNCTOOL_AUTH_DELETED"
  case appID = "SYNCTOOL_APP_ID"
  case appEmail = "SYNCTOOL_APP_EMAIL"
  case appReferences = "SYNCTOOL_APP_REFERENCES"
  case logLevel = "LOG_LEVEL"
  case noColor = "NO_COLOR"

  /// Every variable of synctool's own, including those of the options: what `.env.example` lists.
  package static let everyName: [String] =
    allCases.map(\.rawValue) + Options.all.map(\.variable)

  /// The variables whose value may hold a password, those of libpq included.
  package static let secretNames: Set<String> = SettingText.passwords
    .union([mongoURI.rawValue, databaseURL.rawValue])
    .union(Options.all.filter(\.isSecret).map(\.variable))
}

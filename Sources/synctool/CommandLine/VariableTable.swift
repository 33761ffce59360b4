internal import SyncCore

/// The environment variables that do not belong to an option; each may also be in the `.env` file.
enum VariableTable {
  /// In the order in which help lists them.
  static let all: [VariableSpec] = [
    VariableSpec(
      names: ["MONGODB_URI"], summary: "the source; the path of the URI names the database",
      isOfSource: true),
    VariableSpec(
      names: ["MONGODB_URI_FILE"],
      summary: "a file that holds the source's URI, as a mounted secret",
      isOfSource: true),
    VariableSpec(
      names: ["MONGODB_DATABASE"], summary: "the source's database, instead of the URI's",
      isOfSource: true),
    VariableSpec(
      names: ["MONGODB_COLLECTION"], summary: "the source's collection (default: clients)",
      isOfSource: true),
    VariableSpec(names: ["DATABASE_URL"], summary: "the target, as a postgresql:// URI"),
    VariableSpec(
      names: ["DATABASE_URL_FILE", "DB_PASSWORD_FILE"],
      summary: "files that hold the values of DATABASE_URL and DB_PASSWORD, as mounted secrets"),
    VariableSpec(
      names: ["DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD", "DB_SSL"],
      summary: "the target in parts, when DATABASE_URL is not set"),
    VariableSpec(
      names: ["PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "..."],
      summary: "libpq's own variables, for what the others leave unset"),
    VariableSpec(
      names: ["SYNCTOOL_TABLE"],
      summary: "the target's table, with or without a schema (default: clients)",
      isOfClients: true),
    VariableSpec(
      names: ["SYNCTOOL_REFERENCES"],
      summary:
        "columns of other tables that hold ids of clients without a foreign key, such as"
        + " sensors.client_id; separate several with commas", isOfClients: true),
    VariableSpec(
      names: ["SYNCTOOL_AUTH_ID", "SYNCTOOL_AUTH_EMAIL"],
      summary: "the columns of the auth service's table (default: id and email)",
      isOfIdentities: true),
    VariableSpec(
      names: ["SYNCTOOL_AUTH_DELETED"],
      summary:
        "a column of that table, such as deleted_at: users for whom it is not null do not count",
      isOfIdentities: true),
    VariableSpec(
      names: ["SYNCTOOL_APP_ID", "SYNCTOOL_APP_EMAIL"],
      summary: "the columns of the application's table (default: id and email)",
      isOfIdentities: true),
    VariableSpec(
      names: ["SYNCTOOL_APP_REFERENCES"],
      summary:
        "columns that hold ids of the application's rows without a foreign key, such as"
        + " public.events.user_id; separate several with commas", isOfIdentities: true),
    VariableSpec(
      names: ["LOG_LEVEL"],
      summary:
        "how much to write to standard error: error, warn, info or debug; anything else means info"),
    VariableSpec(names: ["NO_COLOR"], summary: "when set and not empty, no colours"),
  ]

  /// The variables that the command reads, in the table's order.
  static func variables(of command: Command) -> [VariableSpec] {
    let isOfIdentities = command.takes(Options.app)
    return all.filter {
      (command.takes(Options.source) || !$0.isOfSource)
        && (isOfIdentities ? !$0.isOfClients : !$0.isOfIdentities)
    }
  }

  /// The precedence of the places where a setting can be.
  static let precedence =
    "Options override the process environment, which overrides the .env file, which overrides the default. Every"
    + " option but --remove, --prune, --all and --prefer is also a variable: SYNCTOOL_ and its name in capitals, with _ for -, so"
    + " SYNCTOOL_DRY_RUN=true is --dry-run."
}

/// One environment variable that does not belong to an option.
struct VariableSpec: Sendable {
  /// The names that help shows together, as in `DB_HOST, DB_PORT`.
  var names: [String]
  /// A phrase without a final full stop.
  var summary: String
  /// True for a variable that a command which looks only at the target does not read.
  var isOfSource = false
  /// True for a variable of all commands but `identities`, and for one of it alone.
  var isOfClients = false
  var isOfIdentities = false
}

/// The environment variables that are no option's twin; each may also stand in the `.env` file.
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
      summary: "libpq's own variables, for what the others leave open"),
    VariableSpec(
      names: ["SYNCTOOL_TABLE"],
      summary: "the target's table, with or without a schema (default: clients)"),
    VariableSpec(
      names: ["SYNCTOOL_REFERENCES"],
      summary:
        "columns of other tables that hold ids of clients without a foreign key saying so, as"
        + " in sensors.client_id; several are parted by commas"),
    VariableSpec(
      names: ["LOG_LEVEL"],
      summary:
        "how much is said on standard error: error, warn, info or debug; another word is info"),
    VariableSpec(names: ["NO_COLOR"], summary: "when set and not empty, no colours"),
  ]

  /// Those that the command reads, in the table's order.
  static func variables(of command: Command) -> [VariableSpec] {
    all.filter { command.readsSource || !$0.isOfSource }
  }

  /// How the places where a setting can stand rank.
  static let precedence =
    "An option beats the process environment, that beats the .env file, and that the default. Every"
    + " option but --remove and --prune is also a variable: SYNCTOOL_ and its name in capitals, with _ for -, so"
    + " SYNCTOOL_DRY_RUN=true is --dry-run."
}

/// One environment variable that is no option's twin.
struct VariableSpec: Sendable {
  /// The names that help shows together, as in `DB_HOST, DB_PORT`.
  var names: [String]
  /// A phrase without a final full stop.
  var summary: String
  /// True for one that a command which looks at the target alone does not read.
  var isOfSource = false
}

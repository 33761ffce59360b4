internal import PostgresDriver

/// Where a setting of a session got its value.
enum SettingOrigin {
  /// The words for a `source` of `pg_settings`, as in "set …"; `file` is its `sourcefile`, which few roles
  /// may see.
  static func words(_ source: String, file: String?, _ server: PostgresServer) -> String {
    switch source {
    case "user": "for the role \(server.user)"
    case "database": "for the database \(server.database)"
    case "database user": "for the role \(server.user) in the database \(server.database)"
    case "global": "for all roles"
    case "configuration file":
      switch file {
      case nil: "in the server's configuration"
      case let file? where file.hasSuffix("postgresql.auto.conf"): "by ALTER SYSTEM"
      case let file?: "in \(file)"
      }
    case "command line", "environment variable": "by the server's \(source)"
    case "client": "by the options of DATABASE_URL or by PGOPTIONS"
    case "session": "within the session, by a pooler or a trigger at its start"
    default: "by the source \"\(source)\""
    }
  }
}

/// The scheme of a connection URI, and what becomes of it.
package struct ConnectionScheme: Sendable {
  package enum Outcome: Equatable, Sendable {
    /// A PostgreSQL URI under another name.
    case taken
    /// JDBC's URL: without a host it means this machine by TCP.
    case jdbc
    /// Asks for TLS.
    case encrypted
    /// The text says what to write.
    case refused(String)
  }

  package let names: [String]
  package let outcome: Outcome

  private static let other =
    "names another kind of database: synctool writes to PostgreSQL, postgresql://…"

  /// Every scheme that is known, besides drivers after a `+`.
  package static let all: [ConnectionScheme] = [
    ConnectionScheme(
      names: [
        "postgresql", "postgres", "postgis", "pgsql", "psql", "pgx", "pgx5", "pdo-pgsql",
        "pdo_pgsql", "ecto", "timescale", "timescaledb", "timescalegis",
      ], outcome: .taken),
    ConnectionScheme(names: ["jdbc:postgresql"], outcome: .jdbc),
    ConnectionScheme(
      names: ["r2dbc:postgresql", "r2dbc:pool:postgresql", "r2dbc:postgres"], outcome: .taken),
    ConnectionScheme(
      names: ["r2dbcs:postgresql", "r2dbcs:postgres", "postgresql+ssl", "postgres+ssl"],
      outcome: .encrypted),
    ConnectionScheme(
      names: ["prisma", "prisma+postgres", "prisma+postgresql"],
      outcome: .refused(
        "is Prisma's proxy (Accelerate), which only Prisma can use: write the database's own"
          + " postgresql:// URL (DIRECT_URL, DIRECT_DATABASE_URL)")),
    ConnectionScheme(
      names: [
        "mysql", "mysql2", "mariadb", "sqlite", "sqlite3", "sqlserver", "mssql", "oracle",
        "mongodb", "mongodb+srv", "redis", "rediss", "redshift", "cockroach", "cockroachdb",
        "jdbc:mysql", "jdbc:mariadb", "jdbc:sqlserver", "jdbc:oracle", "jdbc:sqlite",
      ], outcome: .refused(other)),
  ]

  /// The drivers of SQLAlchemy, after the `+`.
  package static let drivers: Set = [
    "asyncpg", "psycopg", "psycopg2", "psycopg_async", "psycopg2cffi", "psycopgbinary", "pg8000",
    "aiopg", "pygresql", "pypostgresql", "asyncpgsa",
  ]

  /// What becomes of a scheme, written in any case; nil when it is unknown.
  static func outcome(of scheme: Substring) -> Outcome? {
    let name = scheme.lowercased()
    if let known = all.first(where: { $0.names.contains(name) }) { return known.outcome }
    let parts = name.split(separator: "+", maxSplits: 1)
    let isDriver = parts.count == 2 && drivers.contains(String(parts[1]))
    return isDriver && ["postgresql", "postgres"].contains(String(parts[0])) ? .taken : nil
  }
}

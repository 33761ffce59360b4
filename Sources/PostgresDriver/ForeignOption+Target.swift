/// Options that say what is connected to, and which schema is meant.
extension ForeignOption {
  static let ofTarget: [ForeignOption] = [
    ForeignOption(
      "schema", of: "Prisma, TypeORM", .schema,
      "the schema of the table, where `SYNCTOOL_TABLE` names none"),
    ForeignOption(
      "currentSchema search_path schema_search_path", of: "JDBC, pgx, lib/pq, Rails, Npgsql",
      .searchPath,
      "the schema of the table, where `SYNCTOOL_TABLE` names none; of several the first"),
    ForeignOption(
      "options[* variables[* parameters server_settings connectionInitSql initSql init_command",
      of: "sqlx, Rails, Ecto, asyncpg, HikariCP", .refused("write options=-c%20NAME%3DVALUE"),
      "libpq has one option for all settings of the server"),
    ForeignOption(
      "default_transaction_read_only", of: "pgx, asyncpg",
      .server("default_transaction_read_only"),
      "a guard, which is kept: a run that writes ends with 78"),
    ForeignOption(
      "readOnly transaction_read_only postgresql_readonly session_read_only prevent_writes",
      of: "JDBC, pgx, SQLAlchemy, Rails", .refused("write true or false"),
      values: [
        "true": .guarded, "1": .guarded, "yes": .guarded, "on": .guarded, "t": .guarded,
        "false": .understood, "0": .understood, "no": .understood, "off": .understood,
        "f": .understood,
      ],
      "`true` is a guard, which is kept: a run that writes ends with 78"),
    ForeignOption(
      "access_mode", of: "Go, Rust, psycopg", .refused("write read_only or read_write"),
      values: [
        "read only": .guarded, "read_only": .guarded, "read-only": .guarded, "readonly": .guarded,
        "ro": .guarded, "read write": .understood, "read_write": .understood,
        "read-write": .understood, "readwrite": .understood, "rw": .understood,
      ],
      "`read_only` is a guard, which is kept: a run that writes ends with 78"),
    ForeignOption(
      "role assume_role session_authorization", of: "pgx, Django",
      .refused("write options=-c%20role%3DNAME"), "it decides who writes"),
    ForeignOption(
      "synchronous_commit", of: "pgx", .refused("write options=-c%20synchronous_commit%3DVALUE"),
      "it decides how durable writes are"),
    ForeignOption(
      "replication", of: "libpq", .refused("remove it: no table can be read there"),
      values: ["false": .understood, "off": .understood, "no": .understood, "0": .understood],
      "it asks for a connection for replication"),
    ForeignOption(
      "username userid uid", of: "Rails, R2DBC, Npgsql", .keyword("user", nil), "`user`"),
    ForeignOption(
      "pwd passwd pass", of: "Npgsql and others", .keyword("password", nil), "`password`"),
    ForeignOption("database db", of: "asyncpg, Npgsql", .keyword("dbname", nil), "`dbname`"),
    ForeignOption(
      "hostname server dataSource pghost pgport", of: "Npgsql and others",
      .refused("write the host as postgresql://HOST/database"), "it names a host"),
    ForeignOption(
      "databaseName default_dbname initialCatalog pgdbname", of: "Java, JDBC, Doctrine, ADO.NET",
      .refused("write the database as the path: postgresql://host/database"),
      "it names a database"),
    ForeignOption(
      "unix_sock unix_socket socket socket_dir path", of: "pg8000, sqlx, Ecto, postgres.js, R2DBC",
      .refused("write host=FOLDER, the folder of the socket, as in host=/cloudsql/INSTANCE"),
      "libpq takes the socket's folder"),
    ForeignOption(
      "cloudSqlInstance socketFactory socketFactoryArg", of: "JDBC at Google",
      .refused("write host=/cloudsql/INSTANCE, or use the Cloud SQL proxy"),
      "they are classes of Java"),
    ForeignOption(
      "targetServerType targetSessionAttributes", of: "JDBC, Npgsql",
      .refused("write target_session_attrs"),
      values: [
        "any": .understood, "primary": .keyword("target_session_attrs", "primary"),
        "master": .keyword("target_session_attrs", "primary"),
        "secondary": .keyword("target_session_attrs", "standby"),
        "slave": .keyword("target_session_attrs", "standby"),
        "prefersecondary": .keyword("target_session_attrs", "prefer-standby"),
        "preferslave": .keyword("target_session_attrs", "prefer-standby"),
      ],
      "`target_session_attrs`"),
    ForeignOption(
      "servicefile", of: "libpq 18", .refused("set PGSERVICEFILE in the environment"),
      "libpq here takes it only from the environment"),
    ForeignOption(
      "load_balance topology_keys", of: "YugabyteDB", .refused("name the hosts"),
      values: ["false": .understood], "they choose hosts other than the named one"),
    ForeignOption(
      "endpoints failover failoverMode wrapperPlugins", of: "Ecto, AWS",
      .refused("name the hosts in the URL, and write target_session_attrs"),
      "they choose hosts other than the named one"),
    ForeignOption(
      "keepalives_retries", of: "tokio-postgres", .keyword("keepalives_count", nil),
      "`keepalives_count`"),
    ForeignOption(
      "connectTimeout", of: "JDBC", .keyword("connect_timeout", nil),
      "`connect_timeout`"),
    ForeignOption(
      "ApplicationName app_name", of: "JDBC and others", .keyword("application_name", nil),
      "`application_name`"),
    ForeignOption(
      "api_key", of: "Prisma",
      .refused("write the database's own postgresql:// URL, without Prisma's proxy"),
      "it is Prisma Accelerate's"),
  ]
}

/// Options that say what is connected to, and which schema is meant.
extension ForeignOption {
  static let ofTarget: [ForeignOption] = [
    ForeignOption(
      "schema", of: "Prisma, TypeORM", .schema,
      "the schema of the table, where `SYNCTOOL_TABLE` names none"),
    ForeignOption(
      "currentSchema search_path schema_search_path searchpath search-path",
      of: "JDBC, pgx, lib/pq, Rails", .searchPath,
      "the schema of the table, where `SYNCTOOL_TABLE` names none; of several the first"),
    ForeignOption(
      "options[* variables[*", of: "sqlx, Rails", .refused("write options=-c%20NAME%3DVALUE"),
      "libpq has one option for all settings of the server"),
    ForeignOption(
      "default_transaction_read_only", of: "pgx, asyncpg",
      .server("default_transaction_read_only"),
      "a guard, which is kept: a run that writes ends with 78"),
    ForeignOption(
      "readOnly", of: "JDBC", .refused("write true or false"),
      values: ["true": .server("default_transaction_read_only"), "false": .understood],
      "`true` is a guard, which is kept: a run that writes ends with 78"),
    ForeignOption(
      "role assume_role session_authorization", of: "pgx, Django",
      .refused("write options=-c%20role%3DNAME"), "it decides who writes"),
    ForeignOption(
      "synchronous_commit", of: "pgx", .refused("write options=-c%20synchronous_commit%3DVALUE"),
      "it decides how safely is written"),
    ForeignOption(
      "replication", of: "libpq", .refused("take it out: no table can be read there"),
      values: ["false": .understood, "off": .understood, "no": .understood, "0": .understood],
      "it asks for a connection for replication"),
    ForeignOption("username", of: "Rails, R2DBC", .keyword("user", nil), "`user`"),
    ForeignOption("database", of: "asyncpg", .keyword("dbname", nil), "`dbname`"),
    ForeignOption(
      "databaseName default_dbname", of: "Java, Doctrine",
      .refused("write the database as the path: postgresql://host/database"),
      "it names a database"),
    ForeignOption(
      "unix_sock unix_socket", of: "pg8000",
      .refused("write host=FOLDER, the folder of the socket, as in host=/cloudsql/INSTANCE"),
      "libpq takes the socket's folder"),
    ForeignOption(
      "cloudSqlInstance socketFactory socketFactoryArg", of: "JDBC at Google",
      .refused("write host=/cloudsql/INSTANCE, or use the Cloud SQL proxy"),
      "they are classes of Java"),
    ForeignOption(
      "targetServerType", of: "JDBC", .refused("write target_session_attrs"),
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
      "libpq here takes it from the environment alone"),
    ForeignOption(
      "load_balance topology_keys", of: "YugabyteDB", .refused("name the hosts"),
      "they choose other hosts than the one that is named"),
    ForeignOption(
      "connectTimeout connect-timeout", of: "JDBC", .keyword("connect_timeout", nil),
      "`connect_timeout`"),
    ForeignOption(
      "ApplicationName application-name", of: "JDBC", .keyword("application_name", nil),
      "`application_name`"),
    ForeignOption(
      "api_key", of: "Prisma",
      .refused("write the database's own postgresql:// URL, without Prisma's proxy"),
      "it is Prisma Accelerate's"),
  ]
}

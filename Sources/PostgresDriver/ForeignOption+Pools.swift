/// Options that change nothing for one connection: pools, statement caches, habits of drivers.
extension ForeignOption {
  static let ofPools: [ForeignOption] = [
    passedOver(
      "connection_limit pool_timeout pgbouncer socket_timeout statement_cache_size"
        + " single_use_connections max_connection_lifetime max_idle_connection_lifetime",
      of: "Prisma",
      "a pool, and how statements are kept; whether a pooler shares sessions is found out"),
    passedOver(
      "pool_max_conns pool_min_conns pool_min_idle_conns pool_max_conn_lifetime"
        + " pool_max_conn_lifetime_jitter pool_max_conn_idle_time pool_health_check_period"
        + " default_query_exec_mode statement_cache_capacity description_cache_capacity"
        + " binary_parameters disable_prepared_binary_result x-*",
      of: "pgx, lib/pq, golang-migrate", "a pool, statements, migrations"),
    passedOver(
      "pool prepared_statements reaping_frequency checkout_timeout idle_timeout statement_limit"
        + " advisory_locks insert_returning min_messages adapter encoding reconnect max_connections"
        + " timeout",
      of: "Rails, Sequel", "a pool, and habits of the framework"),
    passedOver(
      "pool_size max_overflow pool_pre_ping pool_recycle echo async_fallback command_timeout"
        + " prepared_statement_cache_size prepared_statement_name_func"
        + " max_cached_statement_lifetime max_cacheable_statement_size min_size max_size"
        + " statement-cache-capacity",
      of: "SQLAlchemy, asyncpg, sqlx", "a pool, and how statements are kept"),
    passedOver(
      "conn_max_age conn_health_checks atomic_requests disable_server_side_cursors"
        + " server_side_binding server_side_cursors stale_timeout autorollback autocommit",
      of: "Django, peewee", "how long a connection lives"),
    passedOver(
      "serverVersion charset driver persistent lc_messages", of: "Doctrine, Laravel",
      "what the framework expects; the encoding is always UTF-8"),
    passedOver(
      "max min idle_timeout_millis idleTimeoutMillis connectionTimeoutMillis max_lifetime"
        + " fetch_types keepAlive query_timeout dialect type logging synchronize prepare"
        + " allowExitOnIdle acquire idle",
      of: "node-postgres, postgres.js, Sequelize, TypeORM, Ecto", "a pool, and habits"),
    passedOver(
      "queue_target queue_interval socket_options show_sensitive_data_on_connection_error ownership_timeout",
      of: "Ecto", "a pool"),
    passedOver(
      "prepareThreshold preparedStatementCacheQueries preparedStatementCacheSizeMiB"
        + " defaultRowFetchSize reWriteBatchedInserts binaryTransfer binaryTransferEnable"
        + " binaryTransferDisable loginTimeout socketTimeout cancelSignalTimeout tcpKeepAlive"
        + " tcpNoDelay sendBufferSize receiveBufferSize maxSendBufferSize loggerLevel loggerFile"
        + " stringtype autosave cleanupSavepoints allowEncodingChanges assumeMinServerVersion"
        + " disableColumnSanitiser preferQueryMode readOnlyMode logUnclosedConnections"
        + " unknownLength logServerErrorDetail maxResultBuffer adaptiveFetch adaptiveFetchMinimum"
        + " adaptiveFetchMaximum databaseMetadataCacheFields databaseMetadataCacheFieldsMiB"
        + " escapeSyntaxCallMode groupStartupParameters hideUnprivilegedObjects"
        + " quoteReturningIdentifiers sslResponseTimeout hostRecheckSeconds"
        + " gssResponseTimeout gsslib useSpnego jaasLogin jaasApplicationName xmlFactoryFactory"
        + " convertBooleanToNumeric",
      of: "JDBC", "statements, buffers, logs and waits of the driver"),
    passedOver(
      "load_balance_hosts loadBalanceHosts", of: "libpq 16, JDBC",
      "the order in which the hosts that are named are tried"),
    passedOver(
      "statement_timeout lock_timeout idle_in_transaction_session_timeout idle_session_timeout"
        + " transaction_timeout",
      of: "pgx, node-postgres",
      "the waits are those that Docs/Operations.md lists; options=-c%20statement_timeout%3D…"
        + " sets them for a session"),
    passedOver(
      "timezone DateStyle IntervalStyle extra_float_digits standard_conforming_strings"
        + " default_transaction_isolation work_mem jit bytea_output",
      of: "pgx, GORM", "what a run relies on it sets itself"),
    passedOver(
      "supa workaround", of: "Supabase at Vercel", "it names the pooler, which the host does too"),
    passedOver(
      "statusColor env name usePrivateKey safeModeLevel advancedSafeModeLevel driverVersion"
        + " lazyload",
      of: "TablePlus", "how the program shows the connection"),
  ]

  private static func passedOver(
    _ names: String, of maker: String, _ why: String
  ) -> ForeignOption {
    ForeignOption(names, of: maker, .passedOver, why)
  }
}

/// Options that change nothing for one connection: pools, statement caches, habits of drivers.
extension ForeignOption {
  static let ofPools: [ForeignOption] = [
    ForeignOption(
      """
      connection_limit pool_timeout pgbouncer socket_timeout statement_cache_size
      single_use_connections max_connection_lifetime max_idle_connection_lifetime relationMode
      """,
      of: "Prisma", .passedOver,
      "a pool, and how statements are kept; whether a pooler shares sessions is found out"),
    ForeignOption(
      """
      pool_max_conns pool_min_conns pool_min_idle_conns pool_max_conn_lifetime
      pool_max_conn_lifetime_jitter pool_max_conn_idle_time pool_health_check_period
      default_query_exec_mode statement_cache_capacity description_cache_capacity
      pool_ping_timeout prefer_simple_protocol statement_cache_mode min_read_buffer_size
      dial_timeout read_timeout write_timeout binary_parameters
      disable_prepared_binary_result x-*
      """,
      of: "pgx, lib/pq, go-pg, golang-migrate", .passedOver, "a pool, statements, migrations"),
    ForeignOption(
      """
      pool prepared_statements reaping_frequency checkout_timeout idle_timeout statement_limit
      advisory_locks insert_returning min_messages adapter encoding reconnect max_connections
      timeout min_connections max_age pool_jitter connection_retries retry_deadline
      query_cache automatic_reconnect replica database_tasks migrations_paths schema_dump
      schema_order use_metadata_table seeds collation ctype template tablespace strict
      single_threaded test connect_sqls logger log_connection_info preconnect
      """,
      of: "Rails, Sequel", .passedOver, "a pool, and habits of the framework"),
    ForeignOption(
      """
      pool_size max_overflow pool_pre_ping pool_recycle echo async_fallback command_timeout
      prepared_statement_cache_size prepared_statement_name_func
      max_cached_statement_lifetime max_cacheable_statement_size min_size max_size
      executemany_mode executemany_values_page_size executemany_batch_page_size
      use_batch_mode isolation_level echo_pool poolclass pool_use_lifo pool_reset_on_return
      use_native_hstore use_native_uuid use_native_unicode native_inet_types
      implicit_returning use_insertmanyvalues insertmanyvalues_page_size json_serializer
      json_deserializer hide_parameters paramstyle label_length prepared_max max_queries
      max_inactive_connection_lifetime sqlx_logging cursor_factory row_factory
      postgresql_deferrable num_workers max_waiting max_idle reconnect_timeout
      """,
      of: "SQLAlchemy, asyncpg, psycopg, sqlx", .passedOver, "a pool, and how statements are kept"),
    ForeignOption(
      """
      conn_max_age conn_health_checks atomic_requests disable_server_side_cursors
      server_side_binding server_side_cursors stale_timeout autorollback autocommit engine
      use_tz max_retries
      """,
      of: "Django, peewee", .passedOver, "how long a connection lives"),
    ForeignOption(
      """
      serverVersion charset driver persistent lc_messages instancename wrapperClass driverOptions
      defaultTableOptions use_savepoints prefix prefix_indexes replicas
      """,
      of: "Doctrine, Laravel", .passedOver,
      "what the framework expects; the encoding is always UTF-8"),
    ForeignOption(
      """
      max min idleTimeoutMillis connectionTimeoutMillis max_lifetime
      fetch_types keepAlive query_timeout dialect type logging synchronize prepare
      allowExitOnIdle acquire idle binary maxUses maxLifetimeSeconds
      keepAliveInitialDelayMillis parseInputDatesAsUTC max_pipeline backoff debug transform
      simple onnotice publications native define benchmark omitNull quoteIdentifiers
      minifyAliases keepDefaultTimezone protocol retry evict pool.* pool[* entities
      migrations migrationsRun subscribers dropSchema cache maxQueryExecutionTime
      uuidExtension installExtensions parseInt8 namingStrategy autoLoadEntities useUTC
      connectTimeoutMS acquireConnectionTimeout asyncStackTraces acquireTimeoutMillis
      createTimeoutMillis destroyTimeoutMillis reapIntervalMillis createRetryIntervalMillis
      propagateCreateError connectionTimeout maximumPoolSize queryRetryLimit
      connectionRetryLimit transactionRetryLimit typeParsers forceUtcTimezone logQueryParameters
      """,
      of: "node-postgres, postgres.js, Sequelize, TypeORM, Ecto", .passedOver, "a pool, and habits"),
    ForeignOption(
      """
      queue_target queue_interval socket_options show_sensitive_data_on_connection_error
      ownership_timeout pool_count handshake_timeout ping_timeout idle_interval types log
      migration_lock telemetry_prefix stacktrace disconnect_on_error_codes backoff_* priv
      maintenance_database lc_collate lc_ctype dump_path after_connect_timeout
      transactions commenter
      """,
      of: "Ecto", .passedOver, "a pool"),
    ForeignOption(
      """
      initialSize fetchSize maxIdleTime maxAcquireTime maxCreateConnectionTime maxValidationTime
      acquireRetry validationQuery validationDepth backgroundEvictionInterval extensions
      forceBinary noticeLogLevel errorResponseLogLevel autodetectExtensions compatibilityMode
      poolName registerJmx minIdle minimumIdle loopResources lockWaitTimeout
      connectionTestQuery leakDetectionThreshold keepaliveTime preferAttachedBuffers
      """,
      of: "R2DBC, HikariCP", .passedOver, "a pool, logs and waits of the driver"),
    ForeignOption(
      """
      cachePreparedStatements preparedStatementCacheMaxSize pipeliningLimit reconnectAttempts
      reconnectInterval useLayer7Proxy initial_pool_size max_idle_pool_size retry_attempts
      retry_delay
      """,
      of: "Vert.x, Crystal", .passedOver, "a pool, and how statements are kept"),
    ForeignOption(
      """
      pooling minimumPoolSize minPoolSize maxPoolSize connectionIdleLifetime
      connectionPruningInterval connectionLifetime internalCommandTimeout cancellationTimeout
      includeErrorDetail includeErrorDetails includeFailedBatchedCommand logParameters
      noResetOnClose multiplexing maxAutoPrepare autoPrepareMinUsages enlist
      persistSecurityInfo readBufferSize writeBufferSize socketReceiveBufferSize
      socketSendBufferSize writeCoalescingBufferThresholdBytes arrayNullabilityMode
      serverCompatibilityMode includeRealm tcpKeepAliveTime tcpKeepAliveInterval
      loadTableComposites useSSLStream usePerfCounters convertInfinityDateTime
      """,
      of: "Npgsql", .passedOver, "a pool, buffers and logs of the driver"),
    ForeignOption(
      """
      prepareThreshold preparedStatementCacheQueries preparedStatementCacheSizeMiB
      defaultRowFetchSize reWriteBatchedInserts binaryTransfer binaryTransferEnable
      binaryTransferDisable loginTimeout cancelSignalTimeout tcpKeepAlive
      tcpNoDelay sendBufferSize receiveBufferSize maxSendBufferSize loggerLevel loggerFile
      stringtype autosave cleanupSavepoints allowEncodingChanges assumeMinServerVersion
      disableColumnSanitiser preferQueryMode readOnlyMode logUnclosedConnections
      unknownLength logServerErrorDetail maxResultBuffer adaptiveFetch adaptiveFetchMinimum
      adaptiveFetchMaximum databaseMetadataCacheFields databaseMetadataCacheFieldsMiB
      escapeSyntaxCallMode groupStartupParameters hideUnprivilegedObjects
      quoteReturningIdentifiers sslResponseTimeout hostRecheckSeconds
      gssResponseTimeout gsslib useSpnego jaasLogin jaasApplicationName xmlFactoryFactory
      convertBooleanToNumeric localSocketAddress scramMaxIterations gssUseDefaultCreds
      sspiServiceClass pemKeyAlgorithm maxMessageSize
      """,
      of: "JDBC", .passedOver, "statements, buffers, logs and waits of the driver"),
    ForeignOption(
      """
      load_balance_hosts yb_servers_refresh_interval fallback_to_topology_keys_only
      failed_host_ttl_seconds failed_host_reconnect_delay_secs hostRecheckTime
      """,
      of: "libpq 16, JDBC, YugabyteDB", .passedOver,
      "the order in which the named hosts are tried"),
    ForeignOption(
      """
      statement_timeout lock_timeout idle_in_transaction_session_timeout idle_session_timeout
      transaction_timeout
      """,
      of: "pgx, node-postgres", .passedOver,
      "the waits are those that Docs/Operations.md lists; options=-c%20statement_timeout%3D…"
        + " sets them for a session"),
    ForeignOption(
      """
      timezone DateStyle IntervalStyle extra_float_digits standard_conforming_strings
      default_transaction_isolation work_mem jit bytea_output
      """,
      of: "pgx, GORM", .passedOver, "a run sets itself what it relies on"),
    ForeignOption(
      "supa workaround", of: "Supabase at Vercel", .passedOver,
      "it names the pooler, as the host does"),
    ForeignOption(
      """
      statusColor env name usePrivateKey safeModeLevel advancedSafeModeLevel driverVersion
      lazyload
      """,
      of: "TablePlus", .passedOver, "how the program shows the connection"),
  ]
}

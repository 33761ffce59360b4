extension MongoForeignOption {
  private static let unchecked = Outcome.option("tlsAllowInvalidCertificates", "true")
  private static let anyName = Outcome.option("tlsAllowInvalidHostnames", "true")
  private static let oneFile =
    "put the certificate and its key into one file, and name that in tlsCertificateKeyFile"

  static let ofSecurity: [MongoForeignOption] = [
    MongoForeignOption(
      "ssl_cert_reqs", of: "PyMongo 3",
      .refused("write tlsAllowInvalidCertificates=true or false"),
      values: [
        "cert_none": unchecked, "ssl.cert_none": unchecked, "none": unchecked, "0": unchecked,
        "cert_required": .understood, "ssl.cert_required": .understood, "required": .understood,
        "2": .understood, "cert_optional": .understood, "ssl.cert_optional": .understood,
        "1": .understood,
      ],
      "`CERT_NONE` is `tlsAllowInvalidCertificates=true`, with a warning; the others are the default"
    ),
    MongoForeignOption(
      "sslValidate rejectUnauthorized sslVerifyCertificate", of: "Node.js, .NET",
      .refused("write tlsAllowInvalidCertificates=true or false"),
      values: ["true": .understood, "1": .understood, "false": unchecked, "0": unchecked],
      "`false` is `tlsAllowInvalidCertificates=true`, with a warning"),
    MongoForeignOption(
      "ssl_match_hostname checkServerIdentity", of: "PyMongo 3, Node.js",
      .refused("write tlsAllowInvalidHostnames=true or false"),
      values: ["true": .understood, "1": .understood, "false": anyName, "0": anyName],
      "`false` is `tlsAllowInvalidHostnames=true`, with a warning"),
    MongoForeignOption(
      "sslInvalidHostNameAllowed", of: "Java", .option("tlsAllowInvalidHostnames", nil),
      "`tlsAllowInvalidHostnames`"),
    MongoForeignOption(
      "ssl_ca_certs sslCA", of: "PyMongo 3, Node.js", .option("tlsCAFile", nil), "`tlsCAFile`"),
    MongoForeignOption(
      "ssl_pem_passphrase sslPass", of: "PyMongo 3, Node.js",
      .option("tlsCertificateKeyFilePassword", nil), "`tlsCertificateKeyFilePassword`"),
    MongoForeignOption(
      "ssl_certfile ssl_keyfile sslCert sslKey tlsCertificateFile", of: "PyMongo 3, Node.js",
      .refused(oneFile), "libmongoc reads both from one file"),
    MongoForeignOption(
      "ssl_crlfile sslCRL tlsCRLFile", of: "PyMongo, Node.js",
      .refused("remove it: libmongoc accepts no list of revoked certificates in a URI"),
      "revoked certificates would be accepted silently"),
    MongoForeignOption(
      "proxyHost proxyPort proxyUsername proxyPassword", of: "Node.js, Java",
      .refused("remove it, and tunnel the connection through the proxy"),
      "libmongoc supports no proxy"),
    MongoForeignOption(
      "autoEncryption*", of: "Node.js", .refused("remove it: encrypted fields stay encrypted"),
      "fields would stay encrypted"),
    MongoForeignOption(
      "3t.sslTlsVersion 3t.ssh* 3t.proxy* 3t.sslClientCertificate*", of: "Studio 3T",
      .refused("write tls=true with tlsCAFile or tlsCertificateKeyFile, or make the tunnel first"),
      values: ["tls": .understood, "false": .understood, "none": .understood],
      "how the program reaches the server; `TLS` alone is understood"),
  ]

  static let ofTarget: [MongoForeignOption] = [
    MongoForeignOption(
      "connect", of: "mgo, Go, PyMongo, .NET",
      .refused("write directConnection=true or replicaSet=NAME"),
      values: [
        "direct": .option("directConnection", "true"),
        "single": .option("directConnection", "true"),
        "automatic": .understood, "replicaset": .understood, "true": .understood,
        "false": .understood,
      ],
      "`direct` is `directConnection=true`; whether it is lazy changes nothing"),
    MongoForeignOption(
      "database db dbName authdb", of: "frameworks",
      .refused("name the database in the path, mongodb://host/database, or in MONGODB_DATABASE"),
      "it names a database"),
    MongoForeignOption(
      "replicaSetName rs_name setName", of: "older drivers", .option("replicaSet", nil),
      "`replicaSet`"),
    MongoForeignOption("slave_okay", of: "PyMongo 2", .option("slaveOk", nil), "`slaveOk`"),
    MongoForeignOption("j", of: "older drivers", .option("journal", nil), "`journal`"),
    MongoForeignOption("wtimeout", of: "older drivers", .option("wTimeoutMS", nil), "`wTimeoutMS`"),
    MongoForeignOption(
      "socketTimeoutMilliseconds", of: "older drivers", .option("socketTimeoutMS", nil),
      "`socketTimeoutMS`"),
    MongoForeignOption(
      "applicationName", of: "frameworks", .option("appName", nil), "`appName`"),
    MongoForeignOption(
      "uuidRepresentation", of: "PyMongo, Java, .NET",
      .refused("remove it: UUIDs are taken as they are stored"),
      values: [
        "standard": .understood, "unspecified": .understood, "pythonlegacy": .understood,
      ],
      "another byte order would make different UUIDs"),
  ]

  static let ofHabits: [MongoForeignOption] = [
    MongoForeignOption(
      """
      useNewUrlParser useUnifiedTopology useCreateIndex useFindAndModify autoIndex autoCreate
      bufferCommands bufferMaxEntries bufferTimeoutMS strictQuery
      """,
      of: "Node.js, Mongoose", .passedOver, "which code of the driver is used"),
    MongoForeignOption(
      """
      poolSize minSize maxSize maxConnecting waitQueueSize maxConnectionLifeTime maxLifeTime
      maxLifeTimeMS maxIdleTime maxConnectionIdleTime minPoolSizePerHost waitQueueTimeout
      autoReconnect reconnectTries
      reconnectInterval connectWithNoPrimary ha haInterval
      """,
      of: "all drivers", .passedOver, "a pool, and how it reconnects"),
    MongoForeignOption(
      """
      keepAlive keepAliveInitialDelay socketKeepAlive socketKeepAliveInterval noDelay family
      ipv6 autoSelectFamily autoSelectFamilyAttemptTimeout
      """,
      of: "Node.js, .NET", .passedOver, "habits of sockets"),
    MongoForeignOption(
      """
      timeoutMS connectTimeout socketTimeout serverSelectionTimeout heartbeatInterval
      heartbeatTimeout localThreshold secondaryAcceptableLatencyMS acceptableLatencyMS
      minHeartbeatFrequencyMS serverMonitoringMode
      """,
      of: "newer drivers, .NET", .passedOver, "waits; those that hold are in Docs/Operations.md"),
    MongoForeignOption(
      """
      fsync forceServerObjectId serializeFunctions ignoreUndefined promoteValues promoteLongs
      promoteBuffers bsonRegExp raw fieldsAsRaw pkFactory monitorCommands loggerLevel logger
      validateOptions checkKeys domainsEnabled enableUtf8Validation useBigInt64 srvPollingMS
      tz_aware document_class unicode_decode_error_handler server_api apiVersion apiStrict
      apiDeprecationErrors streamType numberOfRetries retries
      """,
      of: "Node.js, PyMongo, Java", .passedOver, "how values and writes look to the program"),
    MongoForeignOption(
      "3t.*", of: "Studio 3T", .passedOver, "how the program shows the connection"),
  ]
}

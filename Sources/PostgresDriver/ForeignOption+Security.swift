/// Options that say how safely the server is reached.
extension ForeignOption {
  static let ofSecurity: [ForeignOption] = [
    ForeignOption(
      "sslmode", of: "node-postgres", .libpq,
      values: ["no-verify": .encryption(.exactly("require"))],
      "libpq's own; `no-verify` is `require`, which encrypts but does not check the certificate"),
    ForeignOption(
      "ssl tls useSSL useTLS enableSSL sslEnabled tlsEnabled sslRequire",
      of: "libpq, JDBC, node-postgres, SQLAlchemy, Django",
      .refused("write sslmode=disable, require, verify-ca or verify-full"),
      values: [
        "true": .encryption(.on), "1": .encryption(.on), "yes": .encryption(.on),
        "on": .encryption(.on), "require": .encryption(.on), "required": .encryption(.on),
        "no-verify": .encryption(.exactly("require")), "false": .encryption(.off),
        "0": .encryption(.off), "no": .encryption(.off), "off": .encryption(.off),
        "disable": .encryption(.off), "disabled": .encryption(.off),
        "allow": .encryption(.exactly("allow")), "prefer": .encryption(.exactly("prefer")),
        "verify-ca": .encryption(.exactly("verify-ca")),
        "verify-full": .encryption(.exactly("verify-full")),
      ],
      "`sslmode`: `true` is libpq's `require`, in a `jdbc:` URL JDBC's `verify-full`; `false` is"
        + " `disable`; a mode is that mode"),
    ForeignOption(
      "rejectUnauthorized sslRejectUnauthorized", of: "Node.js",
      .refused("write sslmode=require or sslmode=verify-full"),
      values: [
        "true": .encryption(.strict), "1": .encryption(.strict),
        "false": .encryption(.exactly("require")), "0": .encryption(.exactly("require")),
      ],
      "`true` is `sslmode=verify-full` with the system's authorities, `false` is `require`"),
    ForeignOption(
      """
      ssl.* ssl[* tls.* dialectOptions.* dialectOptions[* extra.* sslOpts sslConfig sslOptions
      tlsOptions sslContext
      """,
      of: "Node.js, Sequelize, TypeORM, Ecto",
      .refused("write sslmode=require or verify-full, and sslrootcert"),
      "they are objects of the program"),
    ForeignOption(
      "trustServerCertificate", of: "Npgsql", .refused("write sslmode=require or verify-full"),
      values: ["true": .encryption(.unchecked), "false": .understood],
      "`true` is what `prefer` and `require` do"),
    ForeignOption(
      "checkCertificateRevocation", of: "Npgsql", .refused("write sslcrl or sslcrldir"),
      values: ["false": .understood], "libpq reads lists of revoked certificates from files"),
    ForeignOption(
      "minTLSVersion tlsMinVersion", of: "drivers", .keyword("ssl_min_protocol_version", nil),
      "`ssl_min_protocol_version`"),
    ForeignOption(
      "sslaccept", of: "Prisma", .refused("write sslmode=verify-full, or require"),
      values: [
        "strict": .encryption(.strict), "accept_invalid_certs": .encryption(.unchecked),
      ],
      "`strict` is `sslmode=verify-full` with the system's authorities, `accept_invalid_certs` is"
        + " what `prefer` and `require` do"),
    ForeignOption(
      "sslrootcert", of: "libpq 16", .libpq, values: ["system": .encryption(.system)],
      "libpq's own; `system` is `sslmode=verify-full` with the system's authorities"),
    ForeignOption(
      "sslcert", of: "libpq, Prisma", .libpq,
      "libpq's own, the client's certificate, and beside `sslkey` always; with options of Prisma,"
        + " where it is the authority's, it is refused: write sslrootcert"),
    ForeignOption(
      "sslidentity", of: "Prisma",
      .refused("take the certificate and the key out of the PKCS #12 file: sslcert and sslkey"),
      "libpq reads no PKCS #12"),
    ForeignOption(
      "ssl-ca ssl_ca_certs ssl_ca_file sslCACert cacertfile tlsCAFile rootCertificate",
      of: "sqlx, Python, Ecto, Npgsql", .keyword("sslrootcert", nil), "`sslrootcert`"),
    ForeignOption(
      "certfile sslCertificate", of: "sqlx, Python, Ecto, Npgsql",
      .keyword("sslcert", nil), "`sslcert`"),
    ForeignOption(
      "keyfile", of: "sqlx, Python, Ecto", .keyword("sslkey", nil), "`sslkey`"),
    ForeignOption(
      "sslinline", of: "lib/pq",
      .refused("write the certificates into files, and name those"),
      values: ["false": .understood], "libpq reads certificates only from files"),
    ForeignOption(
      "uselibpqcompat", of: "node-postgres",
      .refused("remove it, and write sslmode=verify-full if that is meant"),
      values: ["true": .understood, "1": .understood],
      "`true` asks for libpq's meaning of `sslmode`, which is in force; `false` for another one"),
    ForeignOption(
      "sslfactory", of: "JDBC", .refused("write sslmode and sslrootcert"),
      values: [
        "org.postgresql.ssl.nonvalidatingfactory": .encryption(.exactly("require")),
        "org.postgresql.ssl.libpqfactory": .understood,
        "org.postgresql.ssl.defaultjavasslfactory": .encryption(.strict),
      ],
      "`NonValidatingFactory` is `sslmode=require`, `DefaultJavaSSLFactory` is `verify-full` with"
        + " the system's authorities"),
    ForeignOption(
      "sslfactoryarg sslhostnameverifier sslpasswordcallback sslContextBuilderCustomizer",
      of: "JDBC, R2DBC",
      .refused("write sslmode, sslrootcert, sslcert and sslkey"), "they are classes of Java"),
    ForeignOption(
      "sslnegotiation", of: "libpq 17", .refused("write sslmode=require: libpq here asks first"),
      values: ["postgres": .understood], "`postgres` is what libpq does anyway"),
    ForeignOption(
      "direct_tls", of: "asyncpg", .refused("write sslmode=require: libpq here asks first"),
      values: ["false": .understood], "as `sslnegotiation=direct`"),
    ForeignOption(
      "require_auth", of: "libpq 16",
      .refused("remove it, or use channel_binding=require, which libpq here knows"),
      "a required but unchecked authentication method would be a hole"),
    ForeignOption(
      "sslcertmode", of: "libpq 16", .refused("remove it, and name no sslcert for disable"),
      values: ["allow": .understood], "`allow` is what libpq does anyway"),
    ForeignOption(
      "gssdelegation", of: "libpq 17", .refused("remove it: libpq here does not delegate"),
      values: ["0": .understood], "`0` is what libpq does anyway"),
    ForeignOption(
      "min_protocol_version", of: "libpq 18",
      .refused("remove it: libpq here speaks version 3.0"), values: ["3.0": .understood],
      "a lower limit that cannot be kept"),
    ForeignOption(
      "max_protocol_version protocolVersion", of: "libpq 18, JDBC", .understood,
      "the version of the protocol here is 3.0, the oldest"),
    ForeignOption(
      "oauth_*", of: "libpq 18",
      .refused("use a password, a certificate or GSSAPI: libpq here does not support OAuth"),
      "libpq here does not support OAuth"),
    ForeignOption(
      "scram_client_key scram_server_key", of: "libpq 18",
      .refused("use password: libpq here does not take SCRAM keys"), "they replace the password"),
    ForeignOption(
      "sslkeylogfile", of: "libpq 18", .passedOver, "an aid for inspecting encrypted traffic"),
    ForeignOption(
      "channelBinding", of: "JDBC", .keyword("channel_binding", nil), "`channel_binding`"),
    ForeignOption(
      "enableChannelBinding", of: "node-postgres",
      .refused("write channel_binding=disable, prefer or require"),
      values: ["true": .understood, "false": .keyword("channel_binding", "disable")],
      "`true` is what `channel_binding=prefer` does, the default"),
    ForeignOption(
      "gssEncMode gssEncryptionMode", of: "JDBC, Npgsql", .keyword("gssencmode", nil),
      "`gssencmode`"),
    ForeignOption(
      "kerberosServerName kerberosServiceName", of: "JDBC, Npgsql", .keyword("krbsrvname", nil),
      "`krbsrvname`"),
    ForeignOption(
      "krbspn", of: "lib/pq, pgx", .refused("write krbsrvname, the name before the /"),
      "libpq appends the host itself"),
    ForeignOption(
      "authenticationPluginClassName", of: "JDBC", .refused("write user and password"),
      "it is a class of Java"),
    ForeignOption(
      "tLSMode", of: "TablePlus", .refused("write sslmode"), values: ["0": .understood],
      "`0` is what libpq does anyway"),
  ]
}

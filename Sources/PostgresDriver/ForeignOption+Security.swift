/// Options that say how safely the server is reached.
extension ForeignOption {
  static let ofSecurity: [ForeignOption] = [
    ForeignOption(
      "sslmode", of: "node-postgres", .libpq,
      values: ["no-verify": .encryption(.exactly("require"))],
      "libpq's own; `no-verify` is `require`, which encrypts and does not check the certificate"),
    ForeignOption(
      "ssl", of: "libpq, JDBC, node-postgres, SQLAlchemy",
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
      "ssl-mode ssl_mode", of: "sqlx, DigitalOcean", .keyword("sslmode", nil), "`sslmode`"),
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
      "ssl-ca ssl_ca ssl-root-cert ssl_ca_certs", of: "sqlx, Python", .keyword("sslrootcert", nil),
      "`sslrootcert`"),
    ForeignOption(
      "ssl-cert ssl_cert", of: "sqlx, Python", .keyword("sslcert", nil), "`sslcert`"),
    ForeignOption("ssl-key ssl_key", of: "sqlx, Python", .keyword("sslkey", nil), "`sslkey`"),
    ForeignOption(
      "sslinline", of: "lib/pq",
      .refused("write the certificates into files, and name those"),
      values: ["false": .understood], "libpq reads certificates from files alone"),
    ForeignOption(
      "uselibpqcompat", of: "node-postgres",
      .refused("take it out, and write sslmode=verify-full if that is meant"),
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
      "sslfactoryarg sslhostnameverifier sslpasswordcallback", of: "JDBC",
      .refused("write sslmode, sslrootcert, sslcert and sslkey"), "they are classes of Java"),
    ForeignOption(
      "sslnegotiation", of: "libpq 17", .refused("take it out: libpq here asks first"),
      values: ["postgres": .understood], "`postgres` is what libpq does anyway"),
    ForeignOption(
      "direct_tls", of: "asyncpg", .refused("take it out: libpq here asks first"),
      values: ["false": .understood], "as `sslnegotiation=direct`"),
    ForeignOption(
      "require_auth", of: "libpq 16",
      .refused("take it out, or use channel_binding=require, which libpq here knows"),
      "a way of proving a password that is demanded and not checked would be a hole"),
    ForeignOption(
      "sslcertmode", of: "libpq 16", .refused("take it out, and name no sslcert for disable"),
      values: ["allow": .understood], "`allow` is what libpq does anyway"),
    ForeignOption(
      "gssdelegation", of: "libpq 17", .refused("take it out: libpq here does not delegate"),
      values: ["0": .understood], "`0` is what libpq does anyway"),
    ForeignOption(
      "min_protocol_version", of: "libpq 18",
      .refused("take it out: libpq here speaks version 3.0"), values: ["3.0": .understood],
      "a lower limit that cannot be kept"),
    ForeignOption(
      "max_protocol_version protocolVersion", of: "libpq 18, JDBC", .understood,
      "the version of the protocol here is 3.0, the oldest"),
    ForeignOption(
      "oauth_*", of: "libpq 18",
      .refused("use a password, a certificate or GSSAPI: libpq here knows no OAuth"),
      "libpq here knows no OAuth"),
    ForeignOption(
      "scram_client_key scram_server_key", of: "libpq 18",
      .refused("use password: libpq here takes no keys of SCRAM"), "they stand for the password"),
    ForeignOption(
      "sslkeylogfile", of: "libpq 18", .passedOver, "a help for looking into encrypted traffic"),
    ForeignOption(
      "channelBinding", of: "JDBC", .keyword("channel_binding", nil), "`channel_binding`"),
    ForeignOption("gssEncMode", of: "JDBC", .keyword("gssencmode", nil), "`gssencmode`"),
    ForeignOption(
      "kerberosServerName", of: "JDBC", .keyword("krbsrvname", nil), "`krbsrvname`"),
    ForeignOption(
      "authenticationPluginClassName", of: "JDBC", .refused("write user and password"),
      "it is a class of Java"),
    ForeignOption(
      "tLSMode", of: "TablePlus", .refused("write sslmode"), values: ["0": .understood],
      "`0` is what libpq does anyway"),
  ]
}

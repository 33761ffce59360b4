/// A piece of libpq's own English by which a failed connect is recognised, and our words for it.
struct ConnectSign {
  let fragment: String
  let kind: PostgresError.Kind
  let words: String
  let hint: String

  private init(_ fragment: String, _ kind: PostgresError.Kind, _ words: String, _ hint: String) {
    self.fragment = fragment
    self.kind = kind
    self.words = words
    self.hint = hint
  }

  private static func unreachable(
    _ fragment: String, _ words: String, _ hint: String
  ) -> ConnectSign {
    ConnectSign(fragment, .unreachable, words, hint)
  }

  /// The beginning of libpq's words for the value of a setting.
  static let invalid = "invalid"

  /// In the order of the search: the more specific ones first.
  static let all: [ConnectSign] = [
    ConnectSign(
      "channel binding", .badSettings,
      "channel_binding=require cannot be met: the connection is without TLS, or the server's login"
        + " method does not support channel binding",
      "turn TLS on (sslmode=require), or correct channel_binding or PGCHANNELBINDING"),
    ConnectSign(
      "SSL protocol version range", .badSettings,
      "ssl_min_protocol_version is above ssl_max_protocol_version",
      "correct the two options, or PGSSLMINPROTOCOLVERSION and PGSSLMAXPROTOCOLVERSION"),
    ConnectSign(
      "could not match", .badSettings,
      "host, hostaddr and port hold lists of different lengths",
      "name one port, or one for each host, and one hostaddr for each host"),
    ConnectSign(
      "parse network address", .badSettings, "hostaddr is not a numeric address",
      "correct hostaddr or PGHOSTADDR, or write a name as the host"),
    .unreachable(
      "could not translate host name", "the host name could not be resolved",
      "check the host's spelling and the name service"),
    ConnectSign(
      "definition of service", .badSettings, "the service file does not define the service",
      "correct service or PGSERVICE, or the service file"),
    ConnectSign(
      "service file", .badSettings, "the service file cannot be read",
      "correct the path in PGSERVICEFILE, or the file's lines"),
    ConnectSign(
      "does not support SSL", .badSettings, "the server offers no TLS, which the settings require",
      "turn TLS on at the server; sslmode=disable only inside a trusted network"),
    ConnectSign(
      "does not match host name", .badSettings,
      "the server's certificate is for another host name",
      "connect by the name in the certificate, or give the server one for this name"),
    ConnectSign(
      "certificate verify failed", .badSettings,
      "the server's certificate is not signed by a trusted authority, or has expired",
      "point sslrootcert at the authority's certificate"),
    ConnectSign(
      "root certificate file", .badSettings,
      "the file of the trusted authorities cannot be used",
      "point sslrootcert at the authority's certificate, or use sslrootcert=system where it exists"
    ),
    ConnectSign(
      "certificate", .badSettings, "a certificate cannot be used",
      "check sslcert, sslkey and sslrootcert"),
    ConnectSign(
      "private key", .badSettings, "the private key cannot be used",
      "check that sslkey exists, fits sslcert, and is readable by its owner alone"),
    .unreachable(
      "SSL error", "TLS could not be negotiated",
      "check the TLS settings of both sides"),
    ConnectSign(
      "no password supplied", .refused, "a password is required and none is set",
      "set the password of the role"),
    .unreachable(
      "expected authentication request", "the answer is not from a PostgreSQL server",
      "check host and port"),
    ConnectSign(
      "authentication", .refused, "the login method of the server cannot be used",
      "check pg_hba.conf and channel_binding"),
    .unreachable(
      "Connection refused", "connection refused",
      "check host and port, and that PostgreSQL is running"),
    .unreachable(
      "No such file or directory", "the server's socket does not exist",
      "check host and port, and that PostgreSQL is running"),
    .unreachable(
      "timed out", "no answer in time", "check host, port and firewall"),
    .unreachable(
      "No route to host", "no route to the host", "check the network"),
    .unreachable(
      "Network is unreachable", "the network is unreachable", "check the network"),
    .unreachable(
      "server closed the connection", "the server closed the connection",
      "check that a PostgreSQL server listens there, and its log"),
    .unreachable(
      "Connection reset", "the connection was reset",
      "check that a PostgreSQL server listens there, and its log"),
    .unreachable(
      "received", "the answer is not from a PostgreSQL server",
      "check host and port"),
    .unreachable(
      "read-only", "only a read-only server answered", "connect to the primary"),
    .unreachable(
      "hot standby", "only a standby answered", "connect to the primary"),
    ConnectSign(
      invalid, .badSettings, "a connection setting is invalid",
      "correct the connection settings of PostgreSQL"),
    ConnectSign(
      "too long", .badSettings, "the path of the socket is too long", "choose a shorter directory"),
  ]
}

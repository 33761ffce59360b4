internal import CMongoc
internal import Glibc

/// One `name=value` of a MongoDB URI. The value may be a secret: no message contains it.
struct MongoURIOption {
  /// The name as documented, whatever the case in the URI.
  let name: String
  /// The value, percent-decoded.
  let value: String
  /// The name for messages: the URI may contain another program's name for this option.
  let written: String

  /// The options of libmongoc 1.23 (mongoc_uri_t(3)), which itself only warns of others.
  private static let known = [
    "appName", "authMechanism", "authMechanismProperties", "authSource", "canonicalizeHostname",
    "compressors", "connectTimeoutMS", "directConnection", "gssapiServiceName",
    "heartbeatFrequencyMS", "journal", "loadBalanced", "localThresholdMS", "maxIdleTimeMS",
    "maxPoolSize", "maxStalenessSeconds", "minPoolSize", "readConcernLevel", "readPreference",
    "readPreferenceTags", "replicaSet", "retryReads", "retryWrites", "safe",
    "serverSelectionTimeoutMS", "serverSelectionTryOnce", "slaveOk", "socketCheckIntervalMS",
    "socketTimeoutMS", "srvMaxHosts", "srvServiceName", "ssl", "sslAllowInvalidCertificates",
    "sslAllowInvalidHostnames", "sslCertificateAuthorityFile", "sslClientCertificateKeyFile",
    "sslClientCertificateKeyPassword", "tls", "tlsAllowInvalidCertificates",
    "tlsAllowInvalidHostnames", "tlsCAFile", "tlsCertificateKeyFile",
    "tlsCertificateKeyFilePassword", "tlsDisableCertificateRevocationCheck",
    "tlsDisableOCSPEndpointCheck", "tlsInsecure", "w", "waitQueueMultiple", "waitQueueTimeoutMS",
    "wTimeoutMS", "zlibCompressionLevel",
  ]

  /// What each option that weakens TLS gives up.
  private static let insecure = [
    "tlsInsecure": "the server's certificate and host name are not checked",
    "tlsAllowInvalidCertificates": "the server's certificate is not checked",
    "sslAllowInvalidCertificates": "the server's certificate is not checked",
    "tlsAllowInvalidHostnames": "the host name in the server's certificate is not checked",
    "sslAllowInvalidHostnames": "the host name in the server's certificate is not checked",
    "tlsDisableCertificateRevocationCheck": "revoked certificates are accepted",
    "tlsDisableOCSPEndpointCheck": "the certificate's issuer is not asked about revocation",
  ]

  /// The options that name a file of certificates.
  private static let files: Set = [
    "tlsCAFile", "sslCertificateAuthorityFile", "tlsCertificateKeyFile",
    "sslClientCertificateKeyFile",
  ]

  /// What the server's identity check loses by this option; nil for nothing.
  var weakening: String? {
    MongoURIOption.isTrue(value) ? MongoURIOption.insecure[name] : nil
  }

  /// False when libmongoc refuses the option by itself.
  var isAcceptedAlone: Bool {
    let encoded = PercentCoding.encode(value)
    // libmongoc copies the text, and the handle is destroyed here.
    guard let handle = unsafe mongoc_uri_new_with_error("mongodb://host/?\(name)=\(encoded)", nil)
    else { return false }
    unsafe mongoc_uri_destroy(handle)
    return true
  }

  /// True for a switch that is on.
  var isOn: Bool { MongoURIOption.isTrue(value) }

  /// The name of the option as documented, in any spelling; nil when libmongoc does not know it.
  static func documentedName(_ written: some StringProtocol) -> String? {
    let wanted = MongoForeignOption.plain(written)
    return known.first { MongoForeignOption.plain($0) == wanted }
  }

  /// Refuses numbers and switches that libmongoc would drop with a warning, and files that it could
  /// not read.
  func check() throws(MongoError) {
    // The C functions read the NUL-terminated name for the time of the call.
    let isNumber = unsafe mongoc_uri_option_is_int32(name) || mongoc_uri_option_is_int64(name)
    let isSwitch = unsafe mongoc_uri_option_is_bool(name)
    guard !isNumber || isPlausibleNumber else {
      throw .badURI(
        "the MongoDB URI's option \(written) needs a whole number", "correct its value")
    }
    // libmongoc would call it a lost connection. Other values are not paths, and may be secrets: the
    // system is not asked about them. The C function reads the path during the call.
    guard unsafe !MongoURIOption.files.contains(name) || access(value, R_OK) == 0 else {
      throw .badURI(
        "the file that the MongoDB URI's option \(written) names cannot be read",
        "correct the path, or the file's mode")
    }
    let isKnownSwitch = MongoURIOption.isTrue(value) || MongoURIOption.isFalse(value)
    guard !isSwitch || isKnownSwitch else {
      throw .badURI(
        "the MongoDB URI's option \(written) needs true or false", "correct its value")
    }
  }

  private var isPlausibleNumber: Bool {
    guard let number = Int32(value) else { return false }
    switch name {
    case "zlibCompressionLevel": return (-1...9).contains(number)
    case "maxStalenessSeconds": return number >= -1
    default: return number >= 0
    }
  }

  private static func isTrue(_ value: String) -> Bool {
    ["true", "1", "yes", "y", "t"].contains(value)
  }

  private static func isFalse(_ value: String) -> Bool {
    ["false", "0", "no", "n", "f", "-1"].contains(value)
  }
}

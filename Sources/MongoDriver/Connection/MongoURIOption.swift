internal import CMongoc
internal import Glibc

/// One `name=value` of a MongoDB URI. The value may be a secret: it is in no message.
struct MongoURIOption {
  /// The name as documented, whatever the case in the URI.
  let name: String
  /// The value, percent-decoded.
  let value: String

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

  /// What the server's identity check loses by this option; nil when nothing.
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

  /// All options of the part of a URI after its `?`.
  static func parse(_ query: Substring) throws(MongoError) -> [MongoURIOption] {
    var options: [MongoURIOption] = []
    for part in query.split(separator: "&", omittingEmptySubsequences: true) {
      let option = try one(part)
      let repeats = options.contains { $0.name == option.name }
      guard !repeats || option.name == "readPreferenceTags" else {
        throw .badURI(
          "the MongoDB URI has the option \(option.name) twice", "keep one of the two")
      }
      options.append(option)
    }
    return options
  }

  private static func one(_ part: Substring) throws(MongoError) -> MongoURIOption {
    guard let equals = part.firstIndex(of: "=") else {
      throw .badURI(
        "the MongoDB URI has an option without a value",
        "write options as name=value, with & between them")
    }
    let written = part[..<equals]
    guard let name = known.first(where: { $0.lowercased() == written.lowercased() }) else {
      throw unknown(written)
    }
    guard let value = PercentCoding.decode(part[part.index(after: equals)...]) else {
      throw .badURI(
        "the MongoDB URI's option \(name) has a % that is no percent-encoding",
        "write a % of the value itself as %25")
    }
    let option = MongoURIOption(name: name, value: value)
    try option.check()
    return option
  }

  /// Names are shown only when they look like one: what stands there may be a piece of a password.
  private static func unknown(_ written: Substring) -> MongoError {
    let plain = written.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
    }
    let shown = plain && (1...48).contains(written.utf8.count) ? " \(written)" : ""
    return .badURI(
      "the MongoDB URI has an unknown option\(shown)", "correct its name or take it out")
  }

  /// Refuses numbers and switches that libmongoc would drop with a warning, and files that it could
  /// not read.
  private func check() throws(MongoError) {
    // The C functions read the NUL-terminated name for the time of the call.
    let isNumber = unsafe mongoc_uri_option_is_int32(name) || mongoc_uri_option_is_int64(name)
    let isSwitch = unsafe mongoc_uri_option_is_bool(name)
    guard !isNumber || isPlausibleNumber else {
      throw .badURI(
        "the MongoDB URI's option \(name) needs a whole number", "correct its value")
    }
    // libmongoc would call it a lost connection. Other values are no paths, and may be secrets: the
    // system is not asked about them. The C function reads the path during the call.
    guard unsafe !MongoURIOption.files.contains(name) || access(value, R_OK) == 0 else {
      throw .badURI(
        "the file that the MongoDB URI's option \(name) names cannot be read",
        "correct the path, or the file's mode")
    }
    let isKnownSwitch = MongoURIOption.isTrue(value) || MongoURIOption.isFalse(value)
    guard !isSwitch || isKnownSwitch else {
      throw .badURI("the MongoDB URI's option \(name) needs true or false", "correct its value")
    }
  }

  private var isPlausibleNumber: Bool {
    guard let number = Int32(value) else { return false }
    return number >= (name == "zlibCompressionLevel" ? -1 : 0)
  }

  private static func isTrue(_ value: String) -> Bool {
    ["true", "1", "yes", "y", "t"].contains(value)
  }

  private static func isFalse(_ value: String) -> Bool {
    ["false", "0", "no", "n", "f", "-1"].contains(value)
  }
}

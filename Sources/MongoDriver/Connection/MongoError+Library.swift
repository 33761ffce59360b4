internal import CMongoc

extension MongoError {
  /// Translates libmongoc's error. Its text is only searched for known words, never shown: it may
  /// quote the URI, and a server's text may quote data.
  init(_ error: bson_error_t, during step: MongoStep, hosts: [String]) {
    self.init(
      domain: error.domain, code: error.code, text: MongoError.text(of: error), during: step,
      hosts: hosts)
  }

  /// The same of its parts; `text` is only searched, too.
  init(domain: UInt32, code: UInt32, text: String, during step: MongoStep, hosts: [String]) {
    var kind = MongoError.kind(domain, code, step)
    let (what, hint): (String, String)
    switch kind {
    case .unreachable:
      if let fault = MongoError.certificateFaults.first(where: { text.contains($0.sign) }) {
        // Trying again later would not help, as it would with a server that is down.
        kind = .badURI
        (what, hint) = ("failed: the server's certificate \(fault.words)", fault.hint)
      } else {
        what = "failed: \(MongoError.cause(in: text) ?? "no server could be used")"
        hint = "check that the server runs, the host and port in the URI, and the network between"
      }
    case .refused:
      what = "was refused"
      hint =
        domain == MongoError.serverDomain && code == 13
        ? step.grant : "check user name, password and authSource in the URI"
    case .interrupted:
      let cause = domain == 17 ? MongoError.serverCauses[code] : nil
      what = "was cut off: \(cause ?? "the connection was lost or timed out")"
      hint = step.repetition
    case .badURI, .serverError:
      what = "failed"
      hint = "look up the code among MongoDB's error codes, and this time in the server's log"
    }
    let number = domain == 17 ? "server error \(code)" : "libmongoc error \(domain)/\(code)"
    self.init(
      kind, domain: domain, code: code,
      message: "\(step.rawValue) at \(hosts.joined(separator: ", ")) \(what) (\(number))",
      hint: hint)
  }

  /// The domains and codes of mongoc-error.h, and those of MongoDB's error_codes.yml.
  private static func kind(_ domain: UInt32, _ code: UInt32, _ step: MongoStep) -> Kind {
    switch (domain, code) {
    case (15, 13053): .unreachable
    // Broken off, or bytes that are not a reply, after which libmongoc has no connection left.
    case (2, 4), (2, 2), (3, 14), (1, 5):
      step.isOnData ? .interrupted : .unreachable
    case (2, _): .unreachable
    case (1, 11), (7, _), (14, _): .refused
    case (17, 13), (17, 18), (17, 8000): .refused
    case (17, let code) where serverCauses[code] != nil: .interrupted
    case (4, 20), (3, 17): .interrupted
    default: .serverError
    }
  }

  /// Why OpenSSL did not accept a server's certificate, by the number of the fault (X509_V_ERR_…) in libmongoc's text; in
  /// the order of the search: the last one is the beginning of all of them.
  private static let certificateFaults: [(sign: String, words: String, hint: String)] = [
    (
      "certificate verify failed (9)", "is not valid yet",
      "check the clock here and the dates of the server's certificate"
    ),
    ("certificate verify failed (10)", "has expired", "renew the server's certificate"),
    ("certificate verify failed (62)", "is for another host name", nameHint),
    ("certificate verify failed (64)", "is for another host name", nameHint),
    (
      "certificate verify failed", "is not signed by a trusted authority",
      "point tlsCAFile in the URI at the certificate of the authority that signed it"
    ),
  ]
  private static let nameHint =
    "connect by a name in the certificate, or give the server one for this name"

  /// The server's codes for what may succeed when it is tried again.
  private static let serverCauses: [UInt32: String] = [
    6: "a member of the cluster could not be reached",
    7: "a member of the cluster could not be found",
    43: "the server no longer knows the cursor",
    50: "the server's time limit for it passed",
    64: "the members of the replica set did not confirm it in time",
    89: "a timeout between the servers",
    91: "the server is shutting down",
    112: "another write came in between",
    175: "the server gave the query up",
    189: "the primary stepped down",
    237: "the cursor was killed",
    262: "the server's time limit for it passed",
    9001: "a connection between the servers was lost",
    10107: "the server stopped being the primary",
    11600: "the server is shutting down",
    11602: "the server interrupted it when the primary changed",
    13435: "the server cannot be read now",
    13436: "the server is recovering",
  ]

  /// Our words for what libmongoc's text of a failed server selection says.
  private static func cause(in text: String) -> String? {
    let causes = [
      ("TLS handshake failed", "the TLS handshake failed"),
      ("connection refused", "connection refused"),
      ("Failed to resolve", "the host name does not resolve"),
      ("Failed to look up", "the DNS record does not exist"),
      ("No SRV record", "the DNS record does not exist"),
      ("DNS", "the DNS lookup failed"),
      ("connection timeout", "connection timed out"),
      ("socket timeout", "no answer in time"),
      ("connection closed", "the server closed the connection"),
      ("connection error", "the connection broke"),
    ]
    return causes.first { text.contains($0.0) }?.1
  }

  private static func text(of error: bson_error_t) -> String {
    var error = error
    // The message is an array of bytes in the copied struct, decoded up to its NUL.
    return unsafe withUnsafeBytes(of: &error.message) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

/// Options of a MongoDB URI that exclude each other, reported by their names; libmongoc would only say that
/// the URI is bad.
struct MongoURIConflict {
  private let parts: MongoURIParts
  private let options: [MongoURIOption]
  private(set) var faults: [MongoError] = []

  init(_ parts: MongoURIParts, _ options: [MongoURIOption]) {
    self.parts = parts
    self.options = options
    checkTLS()
    checkLookup()
    checkHosts()
    checkLogin()
  }

  private func option(_ name: String) -> MongoURIOption? { options.first { $0.name == name } }

  private func isOn(_ name: String) -> Bool { option(name)?.isOn ?? false }

  /// True for a switch that is on, and for a name that is given.
  private func isGiven(_ name: String) -> Bool {
    name == "replicaSet" ? option(name) != nil : isOn(name)
  }

  private mutating func refuse(_ message: String, _ hint: String) {
    faults.append(.badURI(message, hint))
  }

  private mutating func checkTLS() {
    if let tls = option("tls"), let ssl = option("ssl"), tls.isOn != ssl.isOn {
      refuse(
        "the MongoDB URI's options tls and ssl differ",
        "they are one option: keep tls=\(tls.isOn) or ssl=\(ssl.isOn), and remove the other")
    }
    let certificates = ["tlsAllowInvalidCertificates", "sslAllowInvalidCertificates"]
    let names = ["tlsAllowInvalidHostnames", "sslAllowInvalidHostnames"]
    let revocation = ["tlsDisableCertificateRevocationCheck"]
    let issuer = ["tlsDisableOCSPEndpointCheck"]
    for (a, b) in [
      (["tlsInsecure"], certificates + names + revocation + issuer),
      (certificates, revocation + issuer), (revocation, issuer),
    ] {
      guard let first = a.lazy.compactMap(option).first,
        let second = b.lazy.compactMap(option).first
      else { continue }
      faults.append(.contradiction(first.written, second.written))
    }
  }

  /// What requires `mongodb+srv`, and what cannot be combined with it.
  private mutating func checkLookup() {
    let isLookup = parts.scheme == "mongodb+srv"
    let most = option("srvMaxHosts")
    if !isLookup {
      for name in ["srvServiceName", "srvMaxHosts"] where option(name) != nil {
        refuse(
          "the MongoDB URI's option \(name) requires mongodb+srv://",
          "remove it, or write mongodb+srv://")
      }
    } else if let most, most.value != "0" {
      for name in ["replicaSet", "loadBalanced"] where isGiven(name) {
        faults.append(.contradiction("srvMaxHosts", name))
      }
    }
    if isLookup, isOn("directConnection") {
      refuse(
        "the MongoDB URI's option directConnection cannot be combined with mongodb+srv://",
        "remove it, or write mongodb:// with one host")
    }
  }

  /// What an authentication mechanism needs, and what it cannot be combined with.
  private mutating func checkLogin() {
    guard let way = option("authMechanism") else { return }
    let name = way.value.uppercased()
    let hasPassword = parts.credentials.contains(":")
    let whose = "the MongoDB URI's option \(way.written)"
    switch name {
    case "MONGODB-X509" where hasPassword:
      refuse(
        "\(whose) uses a certificate instead of a password, but the URI has a password",
        "remove the password, or name another authMechanism")
    case "SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN", "GSSAPI":
      if parts.user == nil {
        refuse(
          "\(whose) needs a user, but the URI names none",
          "write mongodb://user:password@host/database, or remove the option")
      }
    case "MONGODB-AWS" where parts.user != nil && !hasPassword:
      refuse("\(whose) has a user but no password", "write both, or neither")
    default: break
    }
    if ["MONGODB-X509", "GSSAPI", "MONGODB-AWS"].contains(name), let source = option("authSource"),
      source.value != "$external"
    {
      faults.append(
        .contradiction(
          way.written, source.written, hint: "write authSource=$external, or remove it"))
    }
  }

  private mutating func checkHosts() {
    if parts.hosts.count > 1, parts.scheme == "mongodb" {
      for name in ["directConnection", "loadBalanced"] where isOn(name) {
        refuse(
          "the MongoDB URI's option \(option(name)?.written ?? name) cannot be combined with several hosts",
          name == "directConnection"
            ? "keep one host, or write replicaSet=NAME instead" : "keep one host")
      }
    }
    guard isOn("loadBalanced") else { return }
    for name in ["replicaSet", "directConnection"] where isGiven(name) {
      faults.append(.contradiction("loadBalanced", name))
    }
  }
}

internal import Glibc

/// What libpq would refuse only while connecting, and what must not be shown: checked when the settings
/// are read, wherever a value comes from.
package enum KeywordCheck {
  private static let words: [String: [String]] = [
    "sslmode": ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
    "channel_binding": ["disable", "prefer", "require"],
    "gssencmode": ["disable", "prefer", "require"],
    "target_session_attrs": [
      "any", "read-write", "read-only", "primary", "standby", "prefer-standby",
    ],
  ]

  private static let protocols = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]

  private static let numbers: Set = [
    "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
    "tcp_user_timeout",
  ]

  /// What is wrong with the value of a keyword of libpq, as the end of a sentence and without the
  /// value; nil when nothing is.
  package static func problem(_ keyword: String, _ value: String) -> String? {
    if let words = words[keyword] {
      return words.contains(value) ? nil : "must be one of " + words.joined(separator: ", ")
    }
    if numbers.contains(keyword) {
      return Int32(value) == nil ? "must be a whole number" : nil
    }
    switch keyword {
    case "port":
      let ports = value.split(separator: ",", omittingEmptySubsequences: false)
      return ports.allSatisfy { $0.isEmpty || isPort($0) } ? nil : "must be a port from 1 to 65535"
    case "host": return hostProblem(value)
    case "hostaddr":
      let addresses = value.split(separator: ",")
      return addresses.allSatisfy { PostgresServer.isPlain($0) && isAddress($0) }
        ? nil : "must be a numeric address: write a name as the host"
    case "dbname": return nameProblem(value, .database)
    case "user": return nameProblem(value, .role)
    case "ssl_min_protocol_version", "ssl_max_protocol_version":
      // In any case, as in libpq.
      return protocols.contains { $0.lowercased() == value.lowercased() }
        ? nil : "must be one of " + protocols.joined(separator: ", ")
    default: return nil
    }
  }

  /// What is wrong with a name, as the end of a sentence; nil when nothing is.
  package static func nameProblem(_ name: String, _ kind: NameCheck.Kind) -> String? {
    isConnectionString(name) ? misplaced : NameCheck.problem(name, kind)
  }

  /// True for a number from 1 to 65535 in digits.
  package static func isPort(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (1...65_535).contains(Int(text) ?? 0)
  }

  /// True for a text that contains a password after its name.
  package static func namesPassword(_ text: String) -> Bool {
    let small = text.lowercased().filter { $0 != " " && $0 != "\t" }
    return ["password=", "passwd=", "pwd="].contains(where: small.contains)
  }

  /// True for what looks like a URI, like `keyword=value` with a password, or like a piece of a URI
  /// that may hold one: it is never shown.
  package static func isConnectionString(_ text: String) -> Bool {
    let small = text.lowercased().filter { $0 != " " && $0 != "\t" }
    if namesPassword(text) || ["://", "jdbc:"].contains(where: small.contains) { return true }
    guard let at = small.lastIndex(of: "@") else { return false }
    return small[..<at].contains(":") || small[at...].contains("/")
  }

  /// The message about a connection string in the place of a name.
  package static let misplaced =
    "holds a connection string, or options of one, where a name belongs: write the whole of it into"
    + " DATABASE_URL or MONGODB_URI, options after a ? with & between them"

  private static func hostProblem(_ value: String) -> String? {
    if isConnectionString(value) { return misplaced }
    if let stray = StrayCharacter(in: value, where: StrayCharacter.isInvisible) {
      return stray.problem
    }
    let names = value.split(separator: ",")
    let areHosts = names.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("@") || isHost($0) }
    if areHosts { return nil }
    let what = "is neither a host name nor an address nor the folder of a socket"
    guard let stray = StrayCharacter(in: value, where: { !PostgresServer.isPlain(String($0)) })
    else { return what }
    return "\(what): it has \(stray.place)"
  }

  /// A name or an address, perhaps followed by a port; anything else with a colon or a slash may be a
  /// password.
  private static func isHost(_ text: Substring) -> Bool {
    guard PostgresServer.isPlain(text), !text.contains("/") else { return false }
    guard let colon = text.firstIndex(of: ":") else { return true }
    return text.lastIndex(of: ":") == colon
      ? isPort(text[colon...].dropFirst()) : isAddress(text)
  }

  /// True for what libpq accepts without asking a name server; for IPv6 with a zone.
  private static func isAddress(_ text: Substring) -> Bool {
    var four = in_addr()
    var six = in6_addr()
    let plain = String(text.prefix { $0 != "%" })
    // The C functions read the text and fill the address during the call.
    return unsafe inet_aton(String(text), &four) != 0 || inet_pton(AF_INET6, plain, &six) == 1
  }
}

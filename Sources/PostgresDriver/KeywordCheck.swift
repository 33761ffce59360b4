/// What libpq would refuse only while it connects, and what must not be shown: checked when the settings
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
    case "host", "hostaddr": return hostProblem(value)
    case "dbname", "user":
      return isConnectionString(value)
        ? "is a connection string where a name belongs: use DATABASE_URL or MONGODB_URI" : nil
    default: return nil
    }
  }

  /// True for a number from 1 to 65535 in digits.
  package static func isPort(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (1...65_535).contains(Int(text) ?? 0)
  }

  /// True for what looks like a URI, like `keyword=value` with a password, or like a piece of a URI
  /// that may hold one: it is shown nowhere.
  package static func isConnectionString(_ text: String) -> Bool {
    let small = text.lowercased().filter { $0 != " " && $0 != "\t" }
    if ["://", "password=", "pwd=", "jdbc:"].contains(where: small.contains) { return true }
    guard let at = small.lastIndex(of: "@") else { return false }
    return small[..<at].contains(":") || small[at...].contains("/")
  }

  private static func hostProblem(_ value: String) -> String? {
    if value.contains("://") || isConnectionString(value) {
      return "is a connection string where a name belongs: use DATABASE_URL or MONGODB_URI"
    }
    let names = value.split(separator: ",")
    let isHost = names.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("@") || isPlain($0) }
    return isHost ? nil : "is neither a host name nor an address nor the folder of a socket"
  }

  private static func isPlain(_ host: Substring) -> Bool { PostgresServer.isPlain(String(host)) }
}

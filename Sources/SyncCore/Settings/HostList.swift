internal import PostgresDriver

/// Hosts that may include their ports, as in `db.example:5432`; libpq separates the two.
struct HostList {
  /// Separated by commas, as libpq's `host`.
  let hosts: String
  /// The same of `port`; nil when none is written.
  let ports: String?

  /// nil when a port is not a number from 1 to 65535.
  init?(_ text: String) {
    var hosts: [String] = []
    var ports: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let (host, port) = Self.split(part) else { return nil }
      hosts.append(String(host))
      ports.append(String(port))
    }
    self.hosts = hosts.joined(separator: ",")
    self.ports = ports.allSatisfy(\.isEmpty) ? nil : ports.joined(separator: ",")
  }

  private static func split(_ part: Substring) -> (host: Substring, port: Substring)? {
    // A folder may have colons, like that of Cloud SQL.
    if part.hasPrefix("/") || part.hasPrefix("@") { return (part, "") }
    if part.hasPrefix("["), let end = part.firstIndex(of: "]") {
      let host = part[..<end].dropFirst()
      let rest = part[end...].dropFirst()
      if rest.isEmpty { return (host, "") }
      return rest.hasPrefix(":") && KeywordCheck.isPort(rest.dropFirst())
        ? (host, rest.dropFirst()) : nil
    }
    // More than one colon means an IPv6 address.
    guard let colon = part.firstIndex(of: ":"), part.lastIndex(of: ":") == colon else {
      return (part, "")
    }
    let port = part[colon...].dropFirst()
    return KeywordCheck.isPort(port) ? (part[..<colon], port) : nil
  }
}

/// A MongoDB URI taken apart as text, before libmongoc sees it, so that every fault is told in
/// words that hold no piece of a password.
struct MongoURIParts {
  let scheme: String
  /// Percent-decoded; nil when the URI names none.
  let user: String?
  /// As written, with their ports.
  let hosts: [String]
  /// Percent-decoded; nil when the URI names none.
  let database: String?
  let options: [MongoURIOption]

  private static let encode =
    "percent-encode the user name and password: @ as %40, : as %3A, / as %2F, ? as %3F, % as %25"

  /// Takes the text apart and checks each part; throws `.badURI` for the first fault.
  init(_ text: String) throws(MongoError) {
    guard let scheme = ["mongodb", "mongodb+srv"].first(where: { text.hasPrefix($0 + "://") })
    else {
      throw .badURI(
        "the MongoDB URI does not begin with mongodb:// or mongodb+srv://",
        "write it as mongodb://user:password@host:27017/database")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw .badURI(
        "the MongoDB URI holds a space or control character",
        "percent-encode it, a space as %20, or take it out")
    }
    let rest = text.dropFirst(scheme.count + 3)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let tail = rest[slash...].dropFirst()
    guard !tail.contains("@") else {
      throw .badURI("the MongoDB URI has an @ after the first /", MongoURIParts.encode)
    }
    self.scheme = scheme
    let authority = rest[..<slash]
    let at = authority.lastIndex(of: "@")
    user = try MongoURIParts.user(at.map { authority[..<$0] })
    hosts = try MongoURIParts.hosts(
      at.map { authority[authority.index(after: $0)...] } ?? authority)
    let question = tail.firstIndex(of: "?") ?? tail.endIndex
    database = try MongoURIParts.database(tail[..<question])
    options = try MongoURIOption.parse(tail[question...].dropFirst())
  }

  private static func user(_ information: Substring?) throws(MongoError) -> String? {
    guard let information else { return nil }
    let parts = information.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, !information.contains("@"), let user = PercentCoding.decode(parts[0]),
      parts.count == 1 || PercentCoding.decode(parts[1]) != nil
    else {
      throw .badURI(
        "the MongoDB URI's user name or password is not percent-encoded", MongoURIParts.encode)
    }
    guard !user.isEmpty else {
      throw .badURI("the MongoDB URI has an empty user name", "name the user, or drop the @")
    }
    return user
  }

  private static func hosts(_ list: Substring) throws(MongoError) -> [String] {
    var hosts: [String] = []
    for host in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard isHost(host) else {
        throw .badURI(
          "the MongoDB URI has a host that is empty or malformed",
          "write hosts as host or host:port, with commas between them and a / before any options")
      }
      hosts.append(String(host))
    }
    return hosts
  }

  /// A host name or address and perhaps a port; names are left to the resolver.
  private static func isHost(_ host: Substring) -> Bool {
    let isName = host.unicodeScalars.allSatisfy {
      !$0.isASCII || $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "-._:[]%".unicodeScalars.contains($0)
    }
    guard isName, !host.isEmpty, !host.hasPrefix(":") else { return false }
    guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return true }
    return (1...65535).contains(Int(host[host.index(after: colon)...]) ?? 0)
  }

  private static func database(_ part: Substring) throws(MongoError) -> String? {
    guard !part.isEmpty else { return nil }
    // What the server allows nowhere (MongoDB manual, "Restrictions on Database Names").
    guard let name = PercentCoding.decode(part), name.utf8.count <= 63,
      !name.contains(where: { "/\\. \"$*<>:|?@".contains($0) })
    else {
      throw .badURI(
        "the MongoDB URI's path is no database name",
        "end the URI in /database or /database?options")
    }
    return name
  }
}

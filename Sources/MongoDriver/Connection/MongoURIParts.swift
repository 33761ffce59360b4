/// A MongoDB URI parsed as text, before libmongoc sees it, so that every fault is reported in
/// words that hold no piece of a password.
struct MongoURIParts {
  let scheme: String
  /// Percent-decoded; nil when the URI names none.
  let user: String?
  /// As written, with their ports.
  let hosts: [String]
  /// Percent-decoded; nil when the URI names none.
  let database: String?
  /// What follows the `?`, as written.
  let query: Substring
  /// User and password as written, with the `@`; empty when there are none.
  let credentials: Substring
  /// The path as written, without the `/`.
  let path: Substring
  /// True when a piece of a badly encoded password may be among the options.
  let mayHoldPassword: Bool

  private static let encode =
    "percent-encode the user name and password: @ as %40, : as %3A, / as %2F, ? as %3F, % as %25"

  /// Parses the text and checks each part; throws `.badURI` for the first fault.
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
        "percent-encode it, a space as %20, or remove it")
    }
    let rest = text.dropFirst(scheme.count + 3)
    let end = MongoURIParts.authorityEnd(rest)
    let tail = rest[end...].hasPrefix("/") ? rest[end...].dropFirst() : rest[end...]
    let question = tail.firstIndex(of: "?") ?? tail.endIndex
    guard !tail[..<question].contains("@") else {
      throw .badURI("the MongoDB URI has an @ after the first /", MongoURIParts.encode)
    }
    self.scheme = scheme
    let authority = rest[..<end]
    let at = authority.lastIndex(of: "@")
    credentials = at.map { authority[...$0] } ?? ""
    user = try MongoURIParts.user(at.map { authority[..<$0] })
    let list = at.map { authority[authority.index(after: $0)...] } ?? authority
    hosts =
      try scheme == "mongodb" ? MongoURIParts.hosts(list) : [MongoURIParts.lookupName(list)]
    query = tail[question...].dropFirst()
    mayHoldPassword = query.utf8.contains(UInt8(ascii: "@"))
    path = tail[..<question]
    database = try MongoURIParts.database(path)
  }

  /// The first `/`, else the `?` after any user and password.
  private static func authorityEnd(_ rest: Substring) -> Substring.Index {
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let question = rest.firstIndex(of: "?") ?? rest.endIndex
    // Before an @ it may be a piece of a password.
    return question < slash && !rest[question..<slash].contains("@") ? question : slash
  }

  /// The one name whose DNS records name the hosts of `mongodb+srv`.
  private static func lookupName(_ list: Substring) throws(MongoError) -> String {
    let hosts = try hosts(list)
    guard hosts.count == 1, let host = hosts.first else {
      throw .badURI(
        "the MongoDB URI has several hosts after mongodb+srv://",
        "keep the one name that is looked up, or write mongodb:// before the hosts themselves")
    }
    if host.contains(":") {
      throw .badURI(
        "the MongoDB URI has a port after mongodb+srv://",
        "remove the port, which comes from the DNS records, or write mongodb://")
    }
    guard host.split(separator: ".").count >= 3 else {
      throw .badURI(
        "the MongoDB URI's name after mongodb+srv:// has fewer than three parts",
        "write the whole name, as in cluster0.example.mongodb.net, or write mongodb://")
    }
    return host
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
    guard isName, !host.isEmpty, !host.hasPrefix(":"), isShowable(host) else { return false }
    guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return true }
    let end = host.lastIndex(of: "]") ?? host.startIndex
    guard host[end...].firstIndex(of: ":") == colon else { return false }
    return (1...65535).contains(Int(host[host.index(after: colon)...]) ?? 0)
  }

  /// False for anything percent-encoded or in brackets except a socket's path and an address: hosts
  /// are shown.
  private static func isShowable(_ host: Substring) -> Bool {
    if host.contains("[") || host.contains("]") {
      guard host.hasPrefix("["), let end = host.firstIndex(of: "]") else { return false }
      return host[end...].dropFirst().first.map { $0 == ":" } ?? true
    }
    if !host.contains("%") { return true }
    guard let path = PercentCoding.decode(host), path.contains("/"), path.hasSuffix(".sock") else {
      return false
    }
    return !path.contains { ";=?#,@\"'".contains($0) }
  }

  /// What the server allows nowhere (MongoDB manual, "Restrictions on Database Names"), and what separates
  /// or quotes something: a password may follow it.
  private static let strangers = "/\\. \"$*<>:|?@;,#='`{}[]"

  private static func database(_ part: Substring) throws(MongoError) -> String? {
    guard !part.isEmpty else { return nil }
    if MongoURIOptions.hasOption(part, after: "&") {
      throw .badURI(
        "the MongoDB URI has an option without a ? before it", "write ? before the first option")
    }
    let name = PercentCoding.decode(part) ?? ""
    let stray = name.unicodeScalars.firstIndex { strangers.unicodeScalars.contains($0) }
    if name.isEmpty || name.utf8.count > 63 || stray != nil {
      let place = stray.map { index in
        let number = name.unicodeScalars.distance(from: name.startIndex, to: index) + 1
        return ": it has \(name.unicodeScalars[index]) as character \(number)"
      }
      throw .badURI(
        "the MongoDB URI's path is not a database name\(place ?? "")",
        "end the URI in /database or /database?options; a collection is named in MONGODB_COLLECTION"
      )
    }
    return name
  }
}

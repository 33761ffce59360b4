internal import CMongoc

/// A checked MongoDB connection string. It holds the password, so it prints as `redacted`.
package struct MongoURI: Sendable, CustomStringConvertible, CustomReflectable {
  /// The whole text, including the password: only for libmongoc.
  let secret: String
  /// The database named in the path; nil when none is.
  package let database: String?
  /// The hosts as written, with their ports; for `mongodb+srv` the one name that is looked up.
  package let hosts: [String]
  /// The connection string without password and options, control characters escaped.
  package let redacted: String
  /// True when connections are encrypted; whether they are checked, `insecureOptions` says.
  package let usesTLS: Bool
  /// The options in force that weaken TLS, and what each gives up.
  package let insecureOptions: [(name: String, effect: String)]

  /// How a server is to acknowledge what is written.
  package let writeConcern: MongoWriteConcern

  /// The options of other programs that change nothing here, as written in the URI.
  package let passedOver: [String]

  /// Checks the whole of the URI, its options and the files that they name; throws all faults of
  /// `.badURI`, in words without a piece of it that may be secret.
  package init(_ text: String) throws(MongoURIFaults) {
    let parts: MongoURIParts
    do throws(MongoError) {
      parts = try MongoURIParts(text)
    } catch {
      // The options of a URI that is cut in the wrong place may be pieces of a password.
      throw MongoURIFaults([error])
    }
    let options = MongoURIOptions(parts.query, hidesNames: parts.mayHoldPassword)
    let faults = options.faults + MongoURIConflict(parts, options.taken).faults
    if !faults.isEmpty { throw MongoURIFaults(faults) }
    let plain = MongoURI.plain(parts, options.taken)
    MongoLibrary.silence()
    // libmongoc copies the text; the handle is destroyed here. Its own message quotes the URI.
    guard let handle = unsafe mongoc_uri_new_with_error(plain, nil) else {
      throw MongoURIFaults([MongoURI.culprit(options.taken)])
    }
    usesTLS = unsafe mongoc_uri_get_tls(handle)
    unsafe mongoc_uri_destroy(handle)
    secret = plain
    passedOver = options.passedOver
    writeConcern = MongoWriteConcern(options.taken)
    database = parts.database
    hosts = parts.hosts.map(VisibleText.escaping)
    let user = parts.user.map { MongoURI.shown($0) + "@" } ?? ""
    let path = parts.database.map { "/" + VisibleText.escaping($0) } ?? ""
    redacted = "\(parts.scheme)://\(user)\(hosts.joined(separator: ","))\(path)"
    insecureOptions = options.taken.compactMap { option in
      option.weakening.map { (option.written, $0) }
    }
  }

  /// The user's name; a row of dots for one that may hold more than a name.
  private static func shown(_ user: String) -> String {
    let small = user.lowercased()
    let isName =
      !small.contains { ":/;?#&\"'`<> ".contains($0) }
      && !["password=", "passwd=", "pwd="].contains(where: small.contains)
    return isName ? VisibleText.escaping(user) : "..."
  }

  /// The URI with only libmongoc's own options.
  private static func plain(_ parts: MongoURIParts, _ options: [MongoURIOption]) -> String {
    let hosts = parts.hosts.joined(separator: ",")
    let query = options.map { "\($0.name)=\(PercentCoding.encode($0.value))" }
      .joined(separator: "&")
    return "\(parts.scheme)://\(parts.credentials)\(hosts)/\(parts.path)"
      + (query.isEmpty ? "" : "?\(query)")
  }

  package var description: String { redacted }

  package var customMirror: Mirror { Mirror(self, children: ["redacted": redacted]) }

  /// The fault of a URI that libmongoc refuses: the option that it also refuses alone, if any.
  private static func culprit(_ options: [MongoURIOption]) -> MongoError {
    for option in options where !option.isAcceptedAlone {
      return .badURI(
        "the MongoDB URI's option \(option.written) has an invalid value",
        "correct its value")
    }
    return .badURI(
      "the MongoDB URI is malformed, or its options contradict each other",
      "write it as mongodb://user:password@host:27017/database?options")
  }
}

/// Everything that is wrong with a MongoDB URI, each fault reported without a piece of the URI that may be
/// secret.
package struct MongoURIFaults: Error, Equatable, Sendable {
  /// At least one.
  package let faults: [MongoError]

  init(_ faults: [MongoError]) { self.faults = faults }

  /// The faults with what to do about each, as sentences without a full stop.
  package var problems: [String] { faults.map { "\($0.message); \($0.hint)" } }
}

internal import CMongoc

/// A checked MongoDB connection string. It holds the password, so it prints as `redacted`.
package struct MongoURI: Sendable, CustomStringConvertible, CustomReflectable {
  /// The whole text, password included: for libmongoc alone.
  let secret: String
  /// The database named in the path; nil when none is.
  package let database: String?
  /// The hosts as written, with their ports; of `mongodb+srv` the one name that is looked up.
  package let hosts: [String]
  /// The connection string without password and options, control characters escaped.
  package let redacted: String
  /// True when connections are encrypted; whether they are checked, `insecureOptions` says.
  package let usesTLS: Bool
  /// The options in force that weaken TLS, and what each gives up.
  package let insecureOptions: [(name: String, effect: String)]

  /// Checks the whole of the URI, its options and the files that they name; throws `.badURI` for
  /// the first fault, in words without a piece of it that may be secret.
  package init(_ text: String) throws(MongoError) {
    let parts = try MongoURIParts(text)
    MongoLibrary.silence()
    // libmongoc copies the text; the handle is destroyed here. Its own message quotes the URI.
    guard let handle = unsafe mongoc_uri_new_with_error(text, nil) else {
      throw MongoURI.culprit(parts.options)
    }
    usesTLS = unsafe mongoc_uri_get_tls(handle)
    unsafe mongoc_uri_destroy(handle)
    secret = text
    database = parts.database
    hosts = parts.hosts.map(VisibleText.escaping)
    let user = parts.user.map { VisibleText.escaping($0) + "@" } ?? ""
    let path = parts.database.map { "/" + VisibleText.escaping($0) } ?? ""
    redacted = "\(parts.scheme)://\(user)\(hosts.joined(separator: ","))\(path)"
    insecureOptions = parts.options.compactMap { option in
      option.weakening.map { (option.name, $0) }
    }
  }

  package var description: String { redacted }

  package var customMirror: Mirror { Mirror(self, children: ["redacted": redacted]) }

  /// The fault of a URI that libmongoc refuses: the option that it also refuses alone, if any.
  private static func culprit(_ options: [MongoURIOption]) -> MongoError {
    for option in options where !option.isAcceptedAlone {
      return .badURI(
        "the MongoDB URI's option \(option.name) has a value that is not understood",
        "correct its value")
    }
    return .badURI(
      "the MongoDB URI is malformed, or its options contradict each other",
      "write it as mongodb://user:password@host:27017/database?options")
  }
}

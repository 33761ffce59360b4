/// What MongoDB, or libmongoc before it, refused or could not do.
package struct MongoError: Error, Equatable, Sendable {
  /// What a caller can act on.
  package enum Kind: Equatable, Sendable {
    /// No server answers: wrong host, network, TLS, or it is down.
    case unreachable
    /// The credentials or the privileges are insufficient.
    case refused
    /// A read that had begun was cut; reading again from the start may succeed. Of a write nobody knows whether it was
    /// done.
    case interrupted
    /// The URI, or what it says about the server's certificate, cannot be used.
    case badURI
    case serverError
  }

  package let kind: Kind
  /// The `mongoc_error_domain_t`, 17 for errors that the server reported; 0 for faults found here.
  package let domain: UInt32
  /// libmongoc's code within `domain`, or the server's; 0 for faults found here.
  package let code: UInt32
  /// What happened, in this program's words: never a part of the URI except its hosts, never data.
  package let message: String
  /// The operator's next step.
  package let hint: String

  init(_ kind: Kind, domain: UInt32 = 0, code: UInt32 = 0, message: String, hint: String) {
    self.kind = kind
    self.domain = domain
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// True when the server is reached and let us in, and refuses what it was asked itself.
  package var isAnswer: Bool { kind == .serverError && isOfServer }

  /// True when it is the server's own word, whatever it says, and not that of the library.
  package var isOfServer: Bool { domain == Self.serverDomain }

  /// A fault found in the URI before libmongoc is asked; neither text may repeat any of it
  /// except names of options.
  static func badURI(_ message: String, _ hint: String) -> MongoError {
    MongoError(.badURI, message: message, hint: hint)
  }

  /// Two options of the URI of which only one can be meant, by their names.
  static func contradiction(
    _ a: String, _ b: String, hint: String = "keep one of the two"
  ) -> MongoError {
    .badURI("the MongoDB URI's options \(a) and \(b) contradict each other", hint)
  }
}

/// What was being done when an error occurred, as the subject of a sentence: it decides what the error means.
enum MongoStep: String {
  case connecting = "connecting to MongoDB"
  case pinging = "pinging MongoDB"
  case askingVersion = "asking for the version of MongoDB"
  case reading = "reading the collection of MongoDB"
  case writing = "writing the collection of MongoDB"

  /// True for what may be under way when the connection breaks.
  var isOnData: Bool { self == .reading || self == .writing }

  /// The next step where it was refused for lack of a privilege.
  var grant: String {
    self == .writing
      ? "give the user a role that may update the collection, such as readWrite on its database"
      : "give the user the role read on the database"
  }

  /// The next step where it was cut off.
  var repetition: String {
    self == .writing
      ? "run it again: what is written stays, and the rest is written"
      : "run it again: a read starts from the beginning"
  }
}

extension MongoError {
  /// What the server says of operations of a write, by its code.
  package init(server code: Int, hosts: [String]) {
    self.init(
      domain: Self.serverDomain, code: UInt32(clamping: code), text: "", during: .writing,
      hosts: hosts)
  }

  /// The domain of what the server itself says.
  static let serverDomain: UInt32 = 17
}

/// What the role that has logged in may do.
extension MongoClient {
  /// Whether it may update the documents of a collection; nil where the server does not tell, as one without access
  /// control does not.
  ///
  /// `waiting` is called many times a second until the answer is there; it may throw to stop, after which nothing more
  /// may be asked of the client.
  package func mayUpdate(
    database: String, collection: String, waiting: () throws -> Void
  ) throws -> Bool? {
    var command = BSONWriter()
    command.append("connectionStatus", .int32(1))
    command.append("showPrivileges", .int32(1))
    let question = command.finish()
    return try aside(waiting) { (client) throws(MongoError) in
      do throws(MongoError) {
        let reply = try client.run(question, on: "admin", during: .pinging)
        return reply.withSpan { bytes in
          (try? Rights(in: bytes))?.hold("update", database, collection)
        }
      } catch {
        guard error.isAnswer else { throw error }
        return nil
      }
    }
  }
}

/// The privileges in an answer to `connectionStatus` (MongoDB's manual, "Resource Document").
private struct Rights {
  private struct Privilege {
    /// nil for one on something else than collections.
    var database: String?
    var collection: String?
    var actions: [String] = []
  }

  private var privileges: [Privilege] = []

  /// nil where nobody has logged in.
  init?(in reply: Span<UInt8>) throws(BSONFault) {
    guard let info = try MongoClient.element("authInfo", in: reply), info.type == .document else {
      return nil
    }
    var hasUser = false
    try Self.members(info, reply) { (member, name) throws(BSONFault) in
      guard member.type == .array else { return }
      if name == "authenticatedUsers" { hasUser = member.value.count > 5 }
      guard name == "authenticatedUserPrivileges" else { return }
      try Self.members(member, reply) { (each, _) throws(BSONFault) in
        privileges.append(try Self.privilege(each, reply))
      }
    }
    if !hasUser { return nil }
  }

  /// An empty name stands for all databases, or all collections but those of the system.
  func hold(_ action: String, _ database: String, _ collection: String) -> Bool {
    privileges.contains { privilege in
      privilege.actions.contains(action)
        && ["", database].contains(privilege.database)
        && (privilege.collection == collection
          || privilege.collection == "" && !collection.hasPrefix("system."))
    }
  }

  private static func privilege(
    _ element: BSONElement, _ bytes: Span<UInt8>
  ) throws(BSONFault) -> Privilege {
    var privilege = Privilege()
    try members(element, bytes) { (member, name) throws(BSONFault) in
      try members(member, bytes) { (part, partName) throws(BSONFault) in
        switch (name, partName) {
        case ("actions", _): privilege.actions.append(text(part, bytes))
        case ("resource", "db"): privilege.database = text(part, bytes)
        case ("resource", "collection"): privilege.collection = text(part, bytes)
        case ("resource", "anyResource"): (privilege.database, privilege.collection) = ("", "")
        default: break
        }
      }
    }
    return privilege
  }

  /// The members of an element that is a document or an array; none of another.
  private static func members(
    _ element: BSONElement, _ bytes: Span<UInt8>,
    _ body: (BSONElement, String) throws(BSONFault) -> Void
  ) throws(BSONFault) {
    guard element.type == .document || element.type == .array else { return }
    var walker = try BSONWalker(bytes, document: element.value)
    while let member = try walker.next(bytes) {
      try body(member, String(decoding: member.key.map { bytes[$0] }, as: UTF8.self))
    }
  }

  private static func text(_ element: BSONElement, _ bytes: Span<UInt8>) -> String {
    guard element.type == .string else { return "" }
    return String(decoding: element.text.map { bytes[$0] }, as: UTF8.self)
  }
}

/// When a server may call a write done.
package struct MongoWriteConcern: Equatable, Sendable {
  /// `majority`, another name, or how many members have it.
  private let nodes: BSONValue
  /// nil leaves it to the server, as is the next one.
  private let journal: Bool?
  /// Milliseconds after which the server gives up waiting for others.
  private let timeout: Int32?

  /// What the options of a URI say; a majority of the members where they say nothing.
  init(_ options: [MongoURIOption]) {
    let value = { (name: String) in options.first { $0.name == name } }
    if let nodes = value("w")?.value {
      // libmongoc takes the word in any case, a server does not.
      let isMajority = nodes.lowercased() == "majority"
      self.nodes =
        Int32(nodes).map(BSONValue.int32) ?? (isMajority ? Self.majority : .string(nodes))
    } else if let safe = value("safe") {
      nodes = .int32(safe.isOn ? 1 : 0)
    } else {
      nodes = Self.majority
    }
    journal = value("journal")?.isOn
    timeout = value("wTimeoutMS").flatMap { Int32($0.value) }
  }

  private static let majority = BSONValue.string("majority")

  /// True when what was acknowledged outlives the loss of a minority of the members.
  package var isMajority: Bool { nodes == Self.majority }

  /// False when the server would not even say whether a write was done.
  package var isAcknowledged: Bool { nodes != .int32(0) || journal == true }

  /// As a command has it.
  var document: BSONDocument {
    var writer = BSONWriter()
    writer.append("w", nodes)
    if let journal { writer.append("j", .bool(journal)) }
    if let timeout { writer.append("wtimeout", .int32(timeout)) }
    return writer.finish()
  }
}

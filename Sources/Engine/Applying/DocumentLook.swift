internal import MongoDriver

/// Reads what the documents of a plan hold by now.
struct DocumentLook {
  let source: DocumentSource
  /// Called many times a second until the answer is there; it may throw to stop.
  let waiting: () throws -> Void

  /// What each row's document holds; nil for one that is gone. Throws `MongoError`.
  func states(of rows: [DocumentRow]) throws -> [DocumentState?] {
    let places = Dictionary(
      rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let found = try source.documents(
      rows.map(\.id), Self.projection(rows), waiting: waiting
    ) { document -> (place: Int, state: DocumentState)? in
      guard let place = DocumentState.id(of: document).flatMap({ places[$0] }) else { return nil }
      return (place, DocumentState(document, rows[place]))
    }
    var states = [DocumentState?](repeating: nil, count: rows.count)
    for (place, state) in found { states[place] = state }
    return states
  }

  /// The top-level fields of what is touched and of what guards it, whole: of a path that is blocked the rest would
  /// pass for absent.
  private static func projection(_ rows: [DocumentRow]) -> BSONDocument {
    var names: Set<[UInt8]> = []
    for row in rows {
      for path in row.touched + row.guards.map(\.name) + row.absent {
        names.insert(Array(path.prefix { $0 != UInt8(ascii: ".") }))
      }
    }
    var writer = BSONWriter()
    for name in names { writer.append(name, BSONBytes(.int32, [1, 0, 0, 0])) }
    return writer.finish()
  }
}

internal import MongoDriver

/// Reads what the documents of a plan hold by now.
struct DocumentLook {
  let source: DocumentSource
  /// Called many times a second until the answer is there; it may throw to stop.
  let waiting: () throws -> Void

  /// What each row's document holds; nil for one that is gone. Throws `MongoError`.
  func states(of rows: [DocumentRow]) throws -> [DocumentState?] {
    let places = Dictionary(grouping: rows.indices) { rows[$0].id }
    let found = try source.documents(
      Array(places.keys), Self.projection(rows), waiting: waiting
    ) { document -> [(place: Int, state: DocumentState)]? in
      DocumentState.id(of: document).flatMap { places[$0] }?
        .map { ($0, DocumentState(document, rows[$0])) }
    }
    var states = [DocumentState?](repeating: nil, count: rows.count)
    for (place, state) in found.joined() { states[place] = state }
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

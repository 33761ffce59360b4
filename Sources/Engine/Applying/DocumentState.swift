internal import MongoDriver

/// What a document holds, held against what a plan says of it.
enum DocumentState: Sendable {
  /// All touched fields hold what the plan writes.
  case after
  /// They and the guarding fields hold what the plan saw.
  case before
  case other

  init(_ document: Span<UInt8>, _ row: DocumentRow) {
    let touched = row.touched.map { (name: $0, held: DocumentPlace($0, in: document)) }
    let holds = { (fields: [BSONField]) in
      touched.allSatisfy { touched in
        touched.held == DocumentPlace(fields.first { $0.name == touched.name }?.value)
      }
    }
    if holds(row.after) {
      self = .after
    } else {
      let isGuarded =
        row.guards.allSatisfy { DocumentPlace($0.name, in: document) == .holds($0.value) }
        && row.absent.allSatisfy { DocumentPlace($0, in: document) == .absent }
      self = isGuarded && holds(row.before) ? .before : .other
    }
  }

  /// The `_id` of a document; nil for one without.
  static func id(of document: Span<UInt8>) -> BSONBytes? {
    if case .holds(let id) = DocumentPlace(Array("_id".utf8), in: document) { id } else { nil }
  }
}

/// What there is at a path in a document.
enum DocumentPlace: Equatable {
  case absent
  case holds(BSONBytes)
  /// The path leads through something that has no members, or through an array.
  case blocked

  fileprivate init(_ value: BSONBytes?) { self = value.map(DocumentPlace.holds) ?? .absent }

  init(_ path: [UInt8], in document: Span<UInt8>) {
    self.init(path[...], document, 0..<document.count)
  }

  private init(_ path: ArraySlice<UInt8>, _ bytes: Span<UInt8>, _ document: Range<Int>) {
    let name = path.prefix { $0 != UInt8(ascii: ".") }
    let rest = path[name.endIndex...].dropFirst()
    let isLast = name.endIndex == path.endIndex
    self = .absent
    guard var walker = try? BSONWalker(bytes, document: document) else { return }
    while let element = (try? walker.next(bytes)) ?? nil {
      guard element.key.count == name.count,
        zip(element.key, name).allSatisfy({ bytes[$0] == $1 })
      else { continue }
      if isLast {
        self = .holds(BSONBytes(of: element, in: bytes))
      } else if element.type == .document {
        self.init(rest, bytes, element.value)
      } else {
        self = .blocked
      }
      return
    }
  }
}

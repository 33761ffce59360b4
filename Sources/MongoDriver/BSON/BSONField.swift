/// One member of a small document, copied out of it: its name, its type and the bytes of its value.
package struct BSONField: Hashable, Sendable {
  /// Without its NUL; its UTF-8 is not checked.
  package let name: [UInt8]
  package let value: BSONBytes

  package init(name: [UInt8], value: BSONBytes) {
    (self.name, self.value) = (name, value)
  }

  /// The members of the whole document, in its order.
  package static func all(in document: Span<UInt8>) throws(BSONFault) -> [BSONField] {
    var walker = try BSONWalker(document, document: 0..<document.count)
    var fields: [BSONField] = []
    while let element = try walker.next(document) {
      fields.append(
        BSONField(
          name: element.key.map { document[$0] }, value: BSONBytes(of: element, in: document)))
    }
    return fields
  }
}

/// A value of BSON as it is: equal to another one only if no byte of the two differs.
package struct BSONBytes: Hashable, Sendable {
  package let type: BSONType
  package let bytes: [UInt8]

  package init(_ type: BSONType, _ bytes: [UInt8]) {
    (self.type, self.bytes) = (type, bytes)
  }

  /// A copy of an element's value.
  package init(of element: BSONElement, in document: Span<UInt8>) {
    self.init(element.type, element.value.map { document[$0] })
  }

  /// Reads the type's byte and then the value's; nil where the type is unknown or the bytes are not one value of it.
  package init?(_ bytes: Span<UInt8>) {
    guard !bytes.isEmpty, let type = BSONType(rawValue: bytes[0]),
      (try? BSONWalker.end(of: type, from: 1, limit: bytes.count, bytes)) == bytes.count
    else { return nil }
    self.init(type, (1..<bytes.count).map { bytes[$0] })
  }
}

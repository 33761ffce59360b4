/// Builds one `BSONDocument`, element by element.
package struct BSONWriter {
  private var bytes: [UInt8] = [0, 0, 0, 0]

  package init() {}

  /// Appends one element. A NUL in the key would end it there for a reader, so it is a programming
  /// error and traps; in a string it is data.
  package mutating func append(_ key: String, _ value: BSONValue) {
    begin(value.type, key.utf8)
    switch value {
    case .string(let text):
      append(Int32(text.utf8.count + 1))
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
    case .int32(let number): append(number)
    case .int64(let number): append(number)
    case .bool(let isTrue): bytes.append(isTrue ? 1 : 0)
    case .document(let document), .array(let document): bytes.append(contentsOf: document.bytes)
    }
  }

  /// Appends a value as it stands in another document; `name` holds no NUL.
  package mutating func append(_ name: [UInt8], _ value: BSONBytes) {
    begin(value.type, name.span)
    bytes.append(contentsOf: value.bytes)
  }

  /// Appends an element of a document, under a name of its own; `name` holds no NUL.
  package mutating func append(
    _ name: Span<UInt8>, _ element: BSONElement, of document: Span<UInt8>
  ) {
    begin(element.type, name)
    append(document.extracting(element.value))
  }

  /// Appends a document, or an array of elements named `0`, `1`, …, whose members `body` appends.
  package mutating func append<E: Error>(
    _ name: String, _ type: BSONType = .document,
    members body: (inout BSONWriter) throws(E) -> Void
  ) throws(E) {
    let start = open(name, type)
    try body(&self)
    close(start)
  }

  /// Begins a document, or an array: what is appended is in it, until it is closed by what is returned.
  package mutating func open(_ name: String, _ type: BSONType = .document) -> Int {
    begin(type, name.utf8)
    return openMembers()
  }

  /// Begins a document under a name that is bytes, without a NUL.
  package mutating func open(_ name: Span<UInt8>) -> Int {
    begin(.document, name)
    return openMembers()
  }

  private mutating func openMembers() -> Int {
    append(Int32(0))
    return bytes.count - 4
  }

  /// Ends the document that was begun there.
  package mutating func close(_ start: Int) {
    bytes.append(0)
    let length = UInt32(bytes.count - start)
    for byte in 0..<4 { bytes[start + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
  }

  /// How many bytes the document has so far.
  package var count: Int { bytes.count }

  /// The document so far.
  package consuming func finish() -> BSONDocument {
    close(0)
    return BSONDocument(bytes: bytes)
  }

  private mutating func begin(_ type: BSONType, _ name: String.UTF8View) {
    precondition(!name.contains(0), "NUL in a BSON name")
    bytes.append(type.rawValue)
    bytes.append(contentsOf: name)
    bytes.append(0)
  }

  private mutating func begin(_ type: BSONType, _ name: Span<UInt8>) {
    precondition(name.firstIndex(of: 0, in: 0..<name.count) == nil, "NUL in a BSON name")
    bytes.append(type.rawValue)
    append(name)
    bytes.append(0)
  }

  private mutating func append(_ more: Span<UInt8>) {
    unsafe more.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// In the order of BSON, the lowest byte first.
  private mutating func append(_ number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

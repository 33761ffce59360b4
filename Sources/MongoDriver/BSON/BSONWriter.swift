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
    begin(value.type, name)
    bytes.append(contentsOf: value.bytes)
  }

  /// Appends a document, or an array of elements named `0`, `1`, …, whose members `body` appends.
  package mutating func append<E: Error>(
    _ name: some Collection<UInt8>, _ type: BSONType = .document,
    members body: (inout BSONWriter) throws(E) -> Void
  ) throws(E) {
    begin(type, name)
    let start = bytes.count
    append(Int32(0))
    try body(&self)
    close(from: start)
  }

  /// How many bytes the document has so far.
  package var count: Int { bytes.count }

  /// The document so far.
  package func finish() -> BSONDocument {
    var whole = self
    whole.close(from: 0)
    return BSONDocument(bytes: whole.bytes)
  }

  /// Ends the document that begins at `start`.
  private mutating func close(from start: Int) {
    bytes.append(0)
    for (index, byte) in BSONWriter.littleEndian(Int32(bytes.count - start)).enumerated() {
      bytes[start + index] = byte
    }
  }

  private mutating func begin(_ type: BSONType, _ name: some Collection<UInt8>) {
    precondition(!name.contains(0), "NUL in a BSON name")
    bytes.append(type.rawValue)
    bytes.append(contentsOf: name)
    bytes.append(0)
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    bytes.append(contentsOf: BSONWriter.littleEndian(number))
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}

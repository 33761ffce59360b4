/// Builds one `BSONDocument`, element by element.
package struct BSONWriter {
  private var bytes: [UInt8] = [0, 0, 0, 0]

  package init() {}

  /// Appends one element. A NUL in the key would end it there for a reader, so it is a programming
  /// error and traps; in a string it is data.
  package mutating func append(_ key: String, _ value: BSONValue) {
    bytes.append(value.type.rawValue)
    append(name: key)
    switch value {
    case .string(let text):
      append(Int32(text.utf8.count + 1))
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
    case .int32(let number): append(number)
    case .int64(let number): append(number)
    case .document(let document): bytes.append(contentsOf: document.bytes)
    }
  }

  /// The document so far.
  package func finish() -> BSONDocument {
    var whole = bytes
    whole.append(0)
    for (index, byte) in BSONWriter.littleEndian(Int32(whole.count)).enumerated() {
      whole[index] = byte
    }
    return BSONDocument(bytes: whole)
  }

  private mutating func append(name: String) {
    precondition(!name.utf8.contains(0), "NUL in a BSON name")
    bytes.append(contentsOf: name.utf8)
    bytes.append(0)
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    bytes.append(contentsOf: BSONWriter.littleEndian(number))
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}

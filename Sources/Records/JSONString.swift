internal import MongoDriver
internal import PostgresDriver

/// Text of a document as a JSON string.
enum JSONString {
  /// Appends the quoted string: quote, backslash and control characters escaped, all else unchanged,
  /// byte for byte what PostgreSQL prints for a `jsonb`.
  ///
  /// Throws on ill-formed UTF-8, and on a NUL unless `allowsNUL`: `jsonb` cannot hold one.
  static func append(
    _ bytes: Span<UInt8>, _ text: Range<Int>, allowsNUL: Bool, to buffer: inout CopyBuffer
  ) throws(RecordFault) {
    buffer.append(UInt8(ascii: "\""))
    if ByteScan.isPlainJSON(bytes, text) {
      buffer.append(bytes, text)
    } else {
      guard UTF8Check.isValid(bytes, text) else { throw RecordFault(.invalidUTF8) }
      guard allowsNUL || bytes.firstIndex(of: 0, in: text) == nil else {
        throw RecordFault(.nulCharacter)
      }
      escape(bytes, text, to: &buffer)
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private static func escape(
    _ bytes: Span<UInt8>, _ text: Range<Int>, to buffer: inout CopyBuffer
  ) {
    var plain = text.lowerBound
    for at in text {
      let byte = bytes[at]
      guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
      buffer.append(bytes, plain..<at)
      plain = at + 1
      buffer.append(UInt8(ascii: "\\"))
      switch byte {
      case 0x08: buffer.append(UInt8(ascii: "b"))
      case 0x09: buffer.append(UInt8(ascii: "t"))
      case 0x0A: buffer.append(UInt8(ascii: "n"))
      case 0x0C: buffer.append(UInt8(ascii: "f"))
      case 0x0D: buffer.append(UInt8(ascii: "r"))
      case ..<0x20:
        buffer.append("u00")
        ByteText.appendHex(bytes, at..<at + 1, to: &buffer)
      default: buffer.append(byte)
      }
    }
    buffer.append(bytes, plain..<text.upperBound)
  }
}

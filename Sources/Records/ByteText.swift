internal import PostgresDriver

/// Bytes as hexadecimal digits, UUID text or base64, and UUID text as bytes.
enum ByteText {
  /// Appends two digits, in lower case, for each byte in `range`.
  static func appendHex(_ bytes: Span<UInt8>, _ range: Range<Int>, to buffer: inout CopyBuffer) {
    for at in range {
      buffer.append(hexDigit(bytes[at] >> 4))
      buffer.append(hexDigit(bytes[at] & 15))
    }
  }

  /// `start` is the offset of the 16 bytes.
  static func appendUUID(_ bytes: Span<UInt8>, at start: Int, to buffer: inout CopyBuffer) {
    for step in 0..<16 {
      if step == 4 || step == 6 || step == 8 || step == 10 { buffer.append(UInt8(ascii: "-")) }
      appendHex(bytes, start + step..<start + step + 1, to: &buffer)
    }
  }

  /// With the alphabet and the padding of RFC 4648, section 4.
  static func appendBase64(_ bytes: Span<UInt8>, _ range: Range<Int>, to buffer: inout CopyBuffer) {
    var at = range.lowerBound
    while at < range.upperBound {
      let left = range.upperBound - at
      let group =
        UInt32(bytes[at]) << 16 | (left > 1 ? UInt32(bytes[at + 1]) << 8 : 0)
        | (left > 2 ? UInt32(bytes[at + 2]) : 0)
      buffer.append(base64Digit(group >> 18))
      buffer.append(base64Digit(group >> 12 & 63))
      buffer.append(left > 1 ? base64Digit(group >> 6 & 63) : UInt8(ascii: "="))
      buffer.append(left > 2 ? base64Digit(group & 63) : UInt8(ascii: "="))
      at += 3
    }
  }

  /// The 16 bytes of a text of the form 8-4-4-4-12 hexadecimal digits, in any case; nil for all
  /// other forms, PostgreSQL's own among them.
  static func uuid(_ bytes: Span<UInt8>, _ text: Range<Int>) -> UInt128? {
    guard text.count == 36 else { return nil }
    var value: UInt128 = 0
    for step in 0..<36 {
      let byte = bytes[text.lowerBound + step]
      if step == 8 || step == 13 || step == 18 || step == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        guard let digit = hexValue(byte) else { return nil }
        value = value << 4 | UInt128(digit)
      }
    }
    return value
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  private static func base64Digit(_ value: UInt32) -> UInt8 {
    switch value {
    case 0..<26: UInt8(value) + 0x41
    case 26..<52: UInt8(value) + 0x47
    case 52..<62: UInt8(value) - 4
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }
}

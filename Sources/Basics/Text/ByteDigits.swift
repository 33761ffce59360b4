/// Bytes as hexadecimal digits and as base64, and hexadecimal digits as values.
package enum ByteDigits {
  /// The digit of a value below 16, in lower case.
  @inlinable
  package static func hex(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  /// The value of a digit in any case; nil for anything but a digit.
  @inlinable
  package static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }

  /// Two digits, in lower case, for each byte.
  package static func hexText(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.flatMap { [hex($0 >> 4), hex($0 & 15)] }, as: UTF8.self)
  }

  /// The bytes that pairs of digits represent; nil when there are other characters or half a pair.
  package static func bytes(hex text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    var rest = text.makeIterator()
    while let high = rest.next(), let low = rest.next() {
      guard let high = hexValue(high), let low = hexValue(low) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// Hands out the base64 of the bytes in `range`, with the alphabet and the padding of RFC 4648,
  /// section 4.
  @inlinable
  package static func base64(_ bytes: Span<UInt8>, _ range: Range<Int>, _ append: (UInt8) -> Void) {
    var at = range.lowerBound
    while at < range.upperBound {
      let left = range.upperBound - at
      let group =
        UInt32(bytes[at]) << 16 | (left > 1 ? UInt32(bytes[at + 1]) << 8 : 0)
        | (left > 2 ? UInt32(bytes[at + 2]) : 0)
      append(base64Digit(group >> 18))
      append(base64Digit(group >> 12 & 63))
      append(left > 1 ? base64Digit(group >> 6 & 63) : UInt8(ascii: "="))
      append(left > 2 ? base64Digit(group & 63) : UInt8(ascii: "="))
      at += 3
    }
  }

  /// The bytes as base64.
  package static func base64Text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    base64(bytes.span, bytes.indices) { text.append($0) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The character of a value below 64.
  @inlinable
  package static func base64Digit(_ value: UInt32) -> UInt8 {
    switch value {
    case 0..<26: UInt8(value) + 0x41
    case 26..<52: UInt8(value) + 0x47
    case 52..<62: UInt8(value) - 4
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }
}

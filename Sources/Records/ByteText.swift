internal import Basics
internal import PostgresDriver

/// Bytes as hexadecimal digits or UUID text in a buffer, and UUID text as bytes.
enum ByteText {
  /// Appends two digits, in lower case, for each byte in `range`.
  static func appendHex(_ bytes: Span<UInt8>, _ range: Range<Int>, to buffer: inout CopyBuffer) {
    for at in range {
      buffer.append(ByteDigits.hex(bytes[at] >> 4))
      buffer.append(ByteDigits.hex(bytes[at] & 15))
    }
  }

  /// `start` is the offset of the 16 bytes.
  static func appendUUID(_ bytes: Span<UInt8>, at start: Int, to buffer: inout CopyBuffer) {
    for step in 0..<16 {
      if step == 4 || step == 6 || step == 8 || step == 10 { buffer.append(UInt8(ascii: "-")) }
      appendHex(bytes, start + step..<start + step + 1, to: &buffer)
    }
  }

  /// The 16 bytes of a text of the form 8-4-4-4-12 hexadecimal digits, in any case; nil for all
  /// other forms, including those that PostgreSQL takes.
  static func uuid(_ bytes: Span<UInt8>, _ text: Range<Int>) -> UInt128? {
    guard text.count == 36 else { return nil }
    var value: UInt128 = 0
    for step in 0..<36 {
      let byte = bytes[text.lowerBound + step]
      if step == 8 || step == 13 || step == 18 || step == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        guard let digit = ByteDigits.hexValue(byte) else { return nil }
        value = value << 4 | UInt128(digit)
      }
    }
    return value
  }
}

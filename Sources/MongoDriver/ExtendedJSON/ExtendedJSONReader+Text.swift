extension ExtendedJSONReader {
  /// Reads the name of a member, including its colon, and begins the element.
  mutating func readName(_ text: Span<UInt8>) throws(Stop) {
    element = output.count
    awaitsValue = true
    output.append(BSONType.null.rawValue)
    let start = output.count
    position += 1
    let hasNUL = try copyText(text)
    if hasNUL {
      // A name in BSON ends at its first NUL, and would be another one.
      output.truncate(to: start)
      note(.value, "a name holds a NUL")
    }
    if output.count > start, output.withSpan({ $0[start] }) == UInt8(ascii: "$") {
      frame.hasDollar = true
    }
    output.append(0)
    guard try token(text) == UInt8(ascii: ":") else { throw broken("a colon is missing") }
    position += 1
  }

  /// Reads the text that is the value of the element.
  mutating func readString(_ text: Span<UInt8>) throws(Stop) {
    position += 1
    let length = output.count
    output.append(integer: Int32(0))
    _ = try copyText(text)
    output.append(0)
    output.set(length: output.count - length - 4, at: length)
  }

  /// Copies the text before the closing quote, which is read too; true when it holds a NUL.
  private mutating func copyText(_ text: Span<UInt8>) throws(Stop) -> Bool {
    var hasNUL = false
    while true {
      copyPlain(text)
      guard position < text.count else { throw .incomplete }
      let byte = text[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return hasNUL
      }
      guard byte == UInt8(ascii: "\\") else {
        throw broken(
          byte == 0x0A || byte == 0x0D
            ? "a text does not end on its line" : "an unescaped control character")
      }
      if try copyEscape(text) == 0 { hasNUL = true }
    }
  }

  /// Copies bytes up to a quote, a backslash or a control character, eight at a time.
  @inline(__always)
  private mutating func copyPlain(_ text: Span<UInt8>) {
    let low: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    var at = position
    while text.count - at >= 8 {
      let word = text.word(at: at)
      let quote = word ^ (low &* 0x22)
      let slash = word ^ (low &* 0x5C)
      // The lowest high bit left marks the first byte that is one of them, or below 0x20.
      let marks =
        ((quote &- low) & ~quote | (slash &- low) & ~slash | (word &- low &* 0x20) & ~word) & high
      if marks != 0 {
        let plain = marks.trailingZeroBitCount / 8
        output.append(word: word, kept: plain)
        position = at + plain
        return
      }
      output.append(word: word, kept: 8)
      at += 8
    }
    while at < text.count {
      let byte = text[at]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
      output.append(byte)
      at += 1
    }
    position = at
  }

  /// Copies the character that an escape represents, and returns its code point.
  private mutating func copyEscape(_ text: Span<UInt8>) throws(Stop) -> UInt32 {
    guard position + 1 < text.count else { throw .incomplete }
    let character: UInt8
    switch text[position + 1] {
    case UInt8(ascii: "\""): character = 0x22
    case UInt8(ascii: "\\"): character = 0x5C
    case UInt8(ascii: "/"): character = 0x2F
    case UInt8(ascii: "b"): character = 0x08
    case UInt8(ascii: "f"): character = 0x0C
    case UInt8(ascii: "n"): character = 0x0A
    case UInt8(ascii: "r"): character = 0x0D
    case UInt8(ascii: "t"): character = 0x09
    case UInt8(ascii: "u"): return try copyUnicodeEscape(text)
    default: throw broken("an escape that JSON does not have")
    }
    position += 2
    output.append(character)
    return UInt32(character)
  }

  /// Half of a surrogate pair is copied as three bytes that are not UTF-8: the text
  /// is then refused where it is used.
  private mutating func copyUnicodeEscape(_ text: Span<UInt8>) throws(Stop) -> UInt32 {
    var scalar = try hexadecimal(text, at: position + 2)
    position += 6
    if scalar & 0xFC00 == 0xD800 {
      guard position + 1 < text.count else { throw .incomplete }
      if text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u") {
        let second = try hexadecimal(text, at: position + 2)
        if second & 0xFC00 == 0xDC00 {
          scalar = 0x10000 + (scalar & 0x3FF) << 10 + second & 0x3FF
          position += 6
        }
      }
    }
    appendUTF8(scalar)
    return scalar
  }

  private mutating func hexadecimal(_ text: Span<UInt8>, at start: Int) throws(Stop) -> UInt32 {
    guard start + 4 <= text.count else { throw .incomplete }
    var value: UInt32 = 0
    for at in start..<start + 4 {
      guard let digit = text[at].hexadecimalDigit else {
        throw broken("an escape that JSON does not have")
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private mutating func appendUTF8(_ scalar: UInt32) {
    let tail = { (shift: UInt32) in UInt8(truncatingIfNeeded: 0x80 | scalar >> shift & 0x3F) }
    switch scalar {
    case ..<0x80: output.append(UInt8(scalar))
    case ..<0x800:
      output.append(UInt8(0xC0 | scalar >> 6))
      output.append(tail(0))
    case ..<0x10000:
      output.append(UInt8(0xE0 | scalar >> 12))
      output.append(tail(6))
      output.append(tail(0))
    default:
      output.append(UInt8(0xF0 | scalar >> 18))
      output.append(tail(12))
      output.append(tail(6))
      output.append(tail(0))
    }
  }
}

extension UInt8 {
  /// The value of a hexadecimal digit in ASCII; nil for another byte.
  var hexadecimalDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

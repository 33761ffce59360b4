/// Reads the tokens of a JSON text: the part of the reader that ignores nesting.
///
/// The text is passed to each call, because a struct cannot keep a borrowed span.
struct JSONScanner {
  /// Of the next byte to read.
  private(set) var offset = 0

  /// A fault at the offset; at the end of the text it is always an early end.
  func fault(_ kind: JSONFault.Kind, _ bytes: Span<UInt8>) -> JSONFault {
    JSONFault(offset < bytes.count ? kind : .unexpectedEnd, at: offset, in: bytes)
  }

  /// The next byte; nil at the end.
  func peek(_ bytes: Span<UInt8>) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Skips the byte if it comes next.
  mutating func take(_ character: Unicode.Scalar, _ bytes: Span<UInt8>) -> Bool {
    guard peek(bytes) == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Skips a byte order mark; for the start of the text.
  mutating func skipByteOrderMark(_ bytes: Span<UInt8>) {
    if bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF { offset = 3 }
  }

  /// Skips the white space of JSON, which is all ASCII.
  mutating func skipWhiteSpace(_ bytes: Span<UInt8>) {
    while let byte = peek(bytes), byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D {
      offset += 1
    }
  }

  /// A string, a number, or one of the three words.
  mutating func scalar(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONValue {
    guard let byte = peek(bytes) else { throw fault(.unexpectedEnd, bytes) }
    switch byte {
    case UInt8(ascii: "\""): return .string(try string(bytes))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return .number(try number(bytes))
    default:
      if word("null", bytes) { return .null }
      if word("true", bytes) { return .bool(true) }
      if word("false", bytes) { return .bool(false) }
      throw fault(.noValue, bytes)
    }
  }

  private mutating func word(_ word: String, _ bytes: Span<UInt8>) -> Bool {
    var end = offset
    for byte in word.utf8 {
      guard end < bytes.count, bytes[end] == byte else { return false }
      end += 1
    }
    offset = end
    return true
  }

  private mutating func number(_ bytes: Span<UInt8>) throws(JSONFault) -> String {
    let start = offset
    _ = take("-", bytes)
    if !take("0", bytes) { try digits(bytes) }
    if take(".", bytes) { try digits(bytes) }
    if take("e", bytes) || take("E", bytes) {
      if !take("+", bytes) { _ = take("-", bytes) }
      try digits(bytes)
    }
    if let byte = peek(bytes), byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
      throw fault(.badNumber, bytes)  // a zero leads
    }
    return String(decoding: copy(start..<offset, bytes), as: UTF8.self)
  }

  private mutating func digits(_ bytes: Span<UInt8>) throws(JSONFault) {
    let start = offset
    while let byte = peek(bytes), byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
      offset += 1
    }
    if offset == start { throw fault(.badNumber, bytes) }
  }

  /// The contents of the string whose opening quote comes next.
  mutating func string(_ bytes: Span<UInt8>) throws(JSONFault) -> String {
    let start = offset
    offset += 1
    var contents: [UInt8] = []
    var run = offset
    while let byte = peek(bytes), byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw fault(.controlCharacter, bytes) }
      if byte == UInt8(ascii: "\\") {
        contents += copy(run..<offset, bytes)
        try escape(bytes, into: &contents)
        run = offset
      } else {
        offset += 1
      }
    }
    contents += copy(run..<offset, bytes)
    guard take("\"", bytes) else { throw fault(.unexpectedEnd, bytes) }
    guard let text = String(validating: contents, as: UTF8.self) else {
      throw JSONFault(.badUTF8, at: start, in: bytes)
    }
    return text
  }

  private mutating func escape(
    _ bytes: Span<UInt8>, into contents: inout [UInt8]
  ) throws(JSONFault) {
    let start = offset
    offset += 1
    guard let byte = peek(bytes) else { throw fault(.unexpectedEnd, bytes) }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): contents.append(byte)
    case UInt8(ascii: "b"): contents.append(0x08)
    case UInt8(ascii: "f"): contents.append(0x0C)
    case UInt8(ascii: "n"): contents.append(0x0A)
    case UInt8(ascii: "r"): contents.append(0x0D)
    case UInt8(ascii: "t"): contents.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try unicodeEscape(bytes, from: start)
      contents += Array(String(Character(scalar)).utf8)
    default: throw JSONFault(.badEscape, at: start, in: bytes)
    }
  }

  /// The scalar of `\uXXXX` or of a pair of them; the offset is after the first `u`.
  private mutating func unicodeEscape(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(JSONFault) -> Unicode.Scalar {
    let first = try fourHexDigits(bytes, from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\", bytes), take("u", bytes) else {
      throw JSONFault(.loneSurrogate, at: start, in: bytes)
    }
    let second = try fourHexDigits(bytes, from: start)
    guard second >= 0xDC00 && second <= 0xDFFF,
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    else { throw JSONFault(.loneSurrogate, at: start, in: bytes) }
    return scalar
  }

  private mutating func fourHexDigits(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(bytes) else { throw fault(.unexpectedEnd, bytes) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw JSONFault(.badEscape, at: start, in: bytes)
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private func copy(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8] {
    range.map { bytes[$0] }
  }
}

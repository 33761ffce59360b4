extension Wrapper {
  /// `{"$binary": {"base64", "subType"}}`, or formerly `{"$binary": "…", "$type": "00"}`.
  func binary(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    let parts: [BSONElement]
    if value.type == .document {
      guard count == 1 else { throw Fault("$binary has other members beside it") }
      parts = try members(bytes, of: value.value, "base64", "subType")
    } else {
      parts = try members(bytes, of: document, "$binary", "$type")
    }
    let subtype = try subtype(bytes, text(of: parts[1]))
    let start = result.count
    Self.append(Int32(0), &result)
    result.append(subtype)
    // The old subtype has its length twice.
    if subtype == 2 { Self.append(Int32(0), &result) }
    let content = result.count
    try appendBase64(bytes, text(of: parts[0]), &result)
    setLength(result.count - start - 5, at: start, &result)
    if subtype == 2 { setLength(result.count - content, at: start + 5, &result) }
    return .binary
  }

  func uuid(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    let text = try text(of: value)
    let hyphens = [8, 13, 18, 23]
    var digits: [UInt8] = []
    for (place, at) in text.enumerated() where text.count == 36 {
      if hyphens.contains(place) {
        if bytes[at] != UInt8(ascii: "-") { break }
      } else if let digit = bytes[at].hexadecimalDigit {
        digits.append(digit)
      }
    }
    guard digits.count == 32 else { throw Fault("$uuid is not a UUID") }
    Self.append(Int32(16), &result)
    result.append(4)
    for at in stride(from: 0, to: 32, by: 2) { result.append(digits[at] << 4 | digits[at + 1]) }
    return .binary
  }

  /// One or two hexadecimal digits; older mongoexports wrote a negative byte as eight.
  private func subtype(_ bytes: Span<UInt8>, _ text: Range<Int>) throws(Fault) -> UInt8 {
    let digits = text.compactMap { bytes[$0].hexadecimalDigit }
    let isExtended =
      digits.count == 8 && value.type == .string && digits.prefix(6).allSatisfy { $0 == 15 }
    guard digits.count == text.count, (1...2).contains(digits.count) || isExtended else {
      throw Fault("the subtype of $binary is not two hexadecimal digits")
    }
    return digits.suffix(2).reduce(0) { $0 << 4 | $1 }
  }

  private func appendBase64(
    _ bytes: Span<UInt8>, _ text: Range<Int>, _ result: inout [UInt8]
  ) throws(Fault) {
    let padding = text.suffix(2).reversed().prefix { bytes[$0] == UInt8(ascii: "=") }.count
    guard text.count.isMultiple(of: 4) else { throw Fault("$binary is not base64") }
    var word: UInt32 = 0
    var count = 0
    for at in text.dropLast(padding) {
      guard let digit = Self.base64Digit(bytes[at]) else { throw Fault("$binary is not base64") }
      word = word << 6 | UInt32(digit)
      count += 1
      if count.isMultiple(of: 4) {
        for shift: UInt32 in [16, 8, 0] { result.append(UInt8(truncatingIfNeeded: word >> shift)) }
      }
    }
    switch padding {
    case 1:
      result.append(UInt8(truncatingIfNeeded: word >> 10))
      result.append(UInt8(truncatingIfNeeded: word >> 2))
    case 2: result.append(UInt8(truncatingIfNeeded: word >> 4))
    default: break
    }
  }

  private static func base64Digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  private func setLength(_ length: Int, at offset: Int, _ result: inout [UInt8]) {
    for place in 0..<4 {
      result[offset + place] = UInt8(truncatingIfNeeded: length >> (8 * place))
    }
  }
}

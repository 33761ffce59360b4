extension ExtendedJSONReader {
  /// Reads a number: an integer literal is an int32, else an int64, else a double, as in relaxed Extended
  /// JSON; every other literal is a double.
  mutating func readNumber(_ text: Span<UInt8>) throws(Stop) {
    let number = NumberScan(text, at: position)
    guard number.at < text.count else { throw .incomplete }
    guard number.isJSON, isDelimiter(text[number.at]) else {
      return try skipValue(text, .syntax, "not a JSON number")
    }
    let range = position..<number.at
    if let integer = number.integer {
      position = range.upperBound
      if let small = Int32(exactly: integer) {
        setType(.int32)
        output.append(integer: small)
      } else {
        setType(.int64)
        output.append(integer: integer)
      }
      return
    }
    guard let double = number.double(text, range) else {
      position = range.upperBound
      return note(.value, "number out of range")
    }
    position = range.upperBound
    setType(.double)
    output.append(integer: double.bitPattern)
  }

  /// Reads `true`, `false` or `null`.
  mutating func readWord(_ text: Span<UInt8>) throws(Stop) {
    if try skips("true", text) {
      setType(.bool)
      output.append(1)
    } else if try skips("false", text) {
      setType(.bool)
      output.append(0)
    } else if try !skips("null", text) {
      let (kind, what) = wordFault(text)
      try skipValue(text, kind, what)
    }
  }

  /// Reads the word if it comes next, followed by the end of the value.
  private mutating func skips(_ word: StaticString, _ text: Span<UInt8>) throws(Stop) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count < text.count else {
      // The available text may still become the word.
      let end = min(position + count, text.count)
      if end == text.count, matches(word, text, end) { throw .incomplete }
      return false
    }
    guard matches(word, text, position + count), isDelimiter(text[position + count]) else {
      return false
    }
    position += count
    return true
  }

  private func matches(_ word: StaticString, _ text: Span<UInt8>, _ end: Int) -> Bool {
    word.withUTF8Buffer { bytes in
      for at in position..<end where unsafe text[at] != bytes[at - position] { return false }
      return true
    }
  }

  /// True for what may follow a value.
  func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): true
    default: false
    }
  }
}

/// A number as it is scanned: its digits without sign and point, and the power of ten to multiply by.
struct NumberScan {
  /// Powers of ten that a double holds exactly.
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private var isNegative = false
  /// The first 19 digits that count.
  private var digits: UInt64 = 0
  private var digitCount = 0
  private var exponent = 0
  /// True when digits were left out.
  private var isCut = false
  private var hasPointOrPower = false
  /// True when it has the form of a number in JSON.
  private(set) var isJSON = true
  /// After its last byte.
  private(set) var at: Int

  /// Scans the number that begins at `start`.
  init(_ text: Span<UInt8>, at start: Int) {
    at = start
    if text[at] == UInt8(ascii: "-") {
      isNegative = true
      at += 1
    }
    let first = at
    scanDigits(text, scale: 0)
    if at == first || at - first > 1 && text[first] == UInt8(ascii: "0") { isJSON = false }
    if at < text.count, text[at] == UInt8(ascii: ".") {
      hasPointOrPower = true
      at += 1
      let fraction = at
      scanDigits(text, scale: 1)
      if at == fraction { isJSON = false }
    }
    if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") { scanPower(text) }
  }

  private mutating func scanDigits(_ text: Span<UInt8>, scale: Int) {
    while at < text.count {
      let digit = text[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { return }
      if digitCount < 19 {
        digits = digits &* 10 &+ UInt64(digit)
        if digits > 0 { digitCount += 1 }
        exponent -= scale
      } else {
        if digit > 0 { isCut = true }
        exponent += 1 - scale
      }
      at += 1
    }
  }

  private mutating func scanPower(_ text: Span<UInt8>) {
    hasPointOrPower = true
    at += 1
    var isDown = false
    if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
      isDown = text[at] == UInt8(ascii: "-")
      at += 1
    }
    let first = at
    var power = 0
    while at < text.count, text[at] &- UInt8(ascii: "0") <= 9 {
      power = min(power * 10 + Int(text[at] - UInt8(ascii: "0")), 1_000_000_000)
      at += 1
    }
    if at == first { isJSON = false }
    exponent += isDown ? -power : power
  }

  /// The integer that a literal without point and power of ten is; nil for others and beyond 64 bits.
  var integer: Int64? {
    guard !hasPointOrPower, exponent == 0 else { return nil }
    if !isNegative { return Int64(exactly: digits) }
    return digits == 1 << 63 ? .min : Int64(exactly: digits).map { -$0 }
  }

  /// The nearest double; nil when it is beyond all of them. `range` is the number's range.
  func double(_ text: Span<UInt8>, _ range: Range<Int>) -> Double? {
    if digits == 0 { return isNegative ? -0.0 : 0.0 }
    if !isCut, digits < 1 << 53, (-22...22).contains(exponent) {
      // Both are exact, so one rounding is left, which IEEE 754 makes to the nearest.
      let power = Self.powers[abs(exponent)]
      let magnitude = exponent < 0 ? Double(digits) / power : Double(digits) * power
      return isNegative ? -magnitude : magnitude
    }
    guard let number = Double(String(decoding: range.map { text[$0] }, as: UTF8.self)) else {
      return nil
    }
    return number.isFinite ? number : nil
  }
}

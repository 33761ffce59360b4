/// Numbers written as text: what `$numberInt`, `$numberLong` and `$numberDouble` hold.
enum NumberText {
  enum Found<Number> {
    case within(Number)
    /// A number beyond the type's range.
    case beyond
  }

  /// nil for anything but an integer: an optional sign, and digits.
  static func integer(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Found<Int64>? {
    guard !text.isEmpty else { return nil }
    let isNegative = bytes[text.lowerBound] == UInt8(ascii: "-")
    let digits = text.dropFirst(isNegative ? 1 : 0)
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    var isBeyond = false
    for at in digits {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let step = Int64(digit) * (isNegative ? -1 : 1)
      let (sum, isTooLargeYet) = tens.addingReportingOverflow(step)
      if isTooLarge || isTooLargeYet { isBeyond = true }
      value = isBeyond ? 0 : sum
    }
    return isBeyond ? .beyond : .within(value)
  }

  /// nil for anything but a number; leading zeros and a missing digit before or after the point are accepted.
  static func double(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Found<Double>? {
    let word = String(decoding: text.map { bytes[$0] }, as: UTF8.self)
    switch word {
    case "NaN": return .within(.nan)
    case "Infinity": return .within(.infinity)
    case "-Infinity": return .within(-.infinity)
    default: break
    }
    guard isNumber(bytes, text), let number = Double(word) else { return nil }
    return number.isFinite ? .within(number) : .beyond
  }

  /// `[+-] digits [. digits] [e [+-] digits]`, with a digit before or after the point.
  static func isNumber(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Bool {
    var at = text.lowerBound
    skipSign(bytes, &at, text.upperBound)
    var digits = skipDigits(bytes, &at, text.upperBound)
    if at < text.upperBound, bytes[at] == UInt8(ascii: ".") {
      at += 1
      digits += skipDigits(bytes, &at, text.upperBound)
    }
    guard digits > 0 else { return false }
    if at < text.upperBound, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      skipSign(bytes, &at, text.upperBound)
      guard skipDigits(bytes, &at, text.upperBound) > 0 else { return false }
    }
    return at == text.upperBound
  }

  private static func skipSign(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) {
    if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
  }

  private static func skipDigits(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int {
    let start = at
    while at < end, bytes[at] &- UInt8(ascii: "0") <= 9 { at += 1 }
    return at - start
  }
}

/// Decimal128 from text, exactly ("BSON Decimal128", section "From String Representation").
enum DecimalText {
  enum Fault: Error {
    case notANumber
    /// Its power of ten is outside the range of a Decimal128.
    case beyond
    /// It has more digits than a Decimal128 holds, and the excess ones are not zeros.
    case inexact
  }

  private static let mostDigits = 34
  private static let powers = -6176...6111
  private static let infinity: UInt64 = 0x7800_0000_0000_0000
  private static let notANumber: UInt64 = 0x7C00_0000_0000_0000

  /// The two halves of its bytes, as little-endian words.
  static func decimal128(
    _ bytes: Span<UInt8>, _ text: Range<Int>
  ) throws(Fault) -> (low: UInt64, high: UInt64) {
    guard let first = text.first else { throw .notANumber }
    let hasSign = bytes[first] == UInt8(ascii: "-") || bytes[first] == UInt8(ascii: "+")
    let sign: UInt64 = bytes[first] == UInt8(ascii: "-") ? 1 << 63 : 0
    let word = text.dropFirst(hasSign ? 1 : 0)
    if word.count <= 8 {
      switch String(decoding: word.map { bytes[$0] | 0x20 }, as: UTF8.self) {
      case "inf", "infinity": return (0, sign | infinity)
      case "nan": return (0, sign | notANumber)
      default: break
      }
    }
    guard NumberText.isNumber(bytes, text) else { throw .notANumber }
    let (coefficient, power) = try number(bytes, word)
    let biased = UInt64(power - powers.lowerBound) << 49
    return (
      UInt64(truncatingIfNeeded: coefficient), sign | biased | UInt64(coefficient >> 64)
    )
  }

  private static func number(
    _ bytes: Span<UInt8>, _ word: Range<Int>
  ) throws(Fault) -> (coefficient: UInt128, power: Int) {
    var coefficient: UInt128 = 0
    var (power, digits) = (0, 0)
    var (isFraction, isCut) = (false, false)
    for at in word {
      let byte = bytes[at]
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else if byte | 0x20 == UInt8(ascii: "e") {
        power += exponent(bytes, at + 1..<word.upperBound)
        break
      } else if digits < mostDigits {
        coefficient = coefficient * 10 + UInt128(byte - UInt8(ascii: "0"))
        if coefficient > 0 { digits += 1 }
        if isFraction { power -= 1 }
      } else {
        if byte != UInt8(ascii: "0") { isCut = true }
        if !isFraction { power += 1 }
      }
    }
    if isCut { throw .inexact }
    return try fitted(coefficient, power, digits)
  }

  private static func exponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    var value = 0
    for at in range where bytes[at] &- UInt8(ascii: "0") <= 9 {
      // Far beyond what digits can compensate for.
      value = min(value * 10 + Int(bytes[at] - UInt8(ascii: "0")), 1_000_000_000)
    }
    return range.first.map { bytes[$0] } == UInt8(ascii: "-") ? -value : value
  }

  /// Moves zeros between coefficient and power where the power alone would not fit.
  private static func fitted(
    _ whole: UInt128, _ scale: Int, _ count: Int
  ) throws(Fault) -> (coefficient: UInt128, power: Int) {
    var (coefficient, power, digits) = (whole, scale, count)
    if coefficient == 0 {
      return (0, min(max(power, powers.lowerBound), powers.upperBound))
    }
    while power > powers.upperBound, digits < mostDigits {
      (coefficient, power, digits) = (coefficient * 10, power - 1, digits + 1)
    }
    while power < powers.lowerBound, coefficient.isMultiple(of: 10) {
      (coefficient, power) = (coefficient / 10, power + 1)
    }
    guard powers.contains(power) else { throw power > 0 ? .beyond : .inexact }
    return (coefficient, power)
  }
}

internal import MongoDriver
internal import PostgresDriver

/// A finite decimal number, exactly: `coefficient` times ten to the power of `exponent`.
struct DecimalValue: Equatable {
  var negative: Bool
  /// At most 34 digits.
  var coefficient: UInt128
  /// -6176 to 6111.
  var exponent: Int

  init(_ number: Int64) {
    negative = number < 0
    coefficient = UInt128(number.magnitude)
    exponent = 0
  }

  /// The shortest decimal that reads back as the same double; nil when it is not finite.
  init?(_ number: Double) {
    guard number.isFinite else { return nil }
    negative = number < 0
    var digits: UInt64 = 0
    var scale = 0
    var power = 0
    var (afterPoint, inPower, powerIsNegative) = (false, false, false)
    // The form is digits[.digits][e[+|-]digits], with at most 17 significant digits.
    for byte in number.magnitude.description.utf8 {
      switch byte {
      case UInt8(ascii: "."): afterPoint = true
      case UInt8(ascii: "e"): inPower = true
      case UInt8(ascii: "-"): powerIsNegative = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if inPower {
          power = power * 10 + Int(byte - 0x30)
        } else {
          digits = digits * 10 + UInt64(byte - 0x30)
          if afterPoint { scale += 1 }
        }
      default: break
      }
    }
    coefficient = UInt128(digits)
    exponent = (powerIsNegative ? -power : power) - scale
    // "5.0" and "1.0e+16" have a zero that only marks the type.
    if scale == 1, digits % 10 == 0 {
      coefficient /= 10
      exponent += 1
    }
  }

  /// The 16 bytes of an IEEE 754-2008 decimal in BID form; nil when it is not finite.
  ///
  /// A coefficient of more than 34 digits means zero, as the standard requires.
  init?(decimal128 bytes: Span<UInt8>, at offset: Int) {
    let low = bytes.word(at: offset)
    let high = bytes.word(at: offset + 8)
    guard (high >> 59) & 0xF != 0xF else { return nil }
    negative = high >> 63 == 1
    if (high >> 61) & 3 == 3 {
      // The implied leading bits 100 put every such coefficient beyond 34 digits.
      exponent = Int((high >> 47) & 0x3FFF) - 6176
      coefficient = 0
    } else {
      exponent = Int((high >> 49) & 0x3FFF) - 6176
      let value = UInt128(high & 0x1_FFFF_FFFF_FFFF) << 64 | UInt128(low)
      coefficient = value < 10_000_000_000_000_000_000_000_000_000_000_000 ? value : 0
    }
  }

  /// The name of a decimal that is not finite.
  static func name(decimal128 bytes: Span<UInt8>, at offset: Int) -> StaticString {
    let high = bytes.word(at: offset + 8)
    if (high >> 58) & 0x1F == 0x1F { return "NaN" }
    return high >> 63 == 1 ? "-Infinity" : "Infinity"
  }

  /// The same number without zeros at the coefficient's end.
  func withoutTrailingZeros() -> DecimalValue {
    var value = self
    guard coefficient > 0 else {
      value.exponent = 0
      return value
    }
    while true {
      let (quotient, digit) = value.coefficient.quotientAndRemainder(dividingBy: 10)
      guard digit == 0 else { return value }
      value.coefficient = quotient
      value.exponent += 1
    }
  }

  /// Appends the number as JSON writes it; zero has neither sign nor exponent.
  ///
  /// As in MongoDB's canonical form, exponents above 0 and small fractions keep an exponent.
  func appendJSON(to buffer: inout CopyBuffer) {
    guard coefficient > 0 else { return buffer.append(UInt8(ascii: "0")) }
    if negative { buffer.append(UInt8(ascii: "-")) }
    let digits = DigitText(coefficient)
    let leading = digits.count + exponent
    if exponent == 0 {
      digits.append(to: &buffer)
    } else if exponent < 0, leading > 0 {
      digits.append(0..<leading, to: &buffer)
      buffer.append(UInt8(ascii: "."))
      digits.append(leading..<digits.count, to: &buffer)
    } else if exponent < 0, leading > -6 {
      buffer.append("0.")
      for _ in leading..<0 { buffer.append(UInt8(ascii: "0")) }
      digits.append(to: &buffer)
    } else {
      appendScientific(digits, to: &buffer)
    }
  }

  private func appendScientific(_ digits: DigitText, to buffer: inout CopyBuffer) {
    digits.append(0..<1, to: &buffer)
    if digits.count > 1 {
      buffer.append(UInt8(ascii: "."))
      digits.append(1..<digits.count, to: &buffer)
    }
    let power = exponent + digits.count - 1
    buffer.append(power < 0 ? "E-" : "E+")
    DigitText(UInt64(power.magnitude)).append(to: &buffer)
  }
}

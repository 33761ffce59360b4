internal import PostgresDriver

/// The decimal digits of a number without a sign, on the stack.
struct DigitText {
  private var storage = InlineArray<40, UInt8>(repeating: 0)
  private var start = 40

  init(_ number: UInt64) {
    var rest = number
    repeat {
      push(UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
  }

  init(_ number: UInt128) {
    var rest = number
    while rest > UInt128(UInt64.max) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      push(UInt8(truncatingIfNeeded: digit))
      rest = quotient
    }
    var small = UInt64(truncatingIfNeeded: rest)
    repeat {
      push(UInt8(truncatingIfNeeded: small % 10))
      small /= 10
    } while small > 0
  }

  /// The number of digits, 1 to 39.
  var count: Int { 40 - start }

  /// Appends the digits in `range`, counted from the most significant one.
  func append(_ range: Range<Int>, to buffer: inout CopyBuffer) {
    buffer.append(storage.span, start + range.lowerBound..<start + range.upperBound)
  }

  /// Appends all digits.
  func append(to buffer: inout CopyBuffer) {
    append(0..<count, to: &buffer)
  }

  /// Appends a number with its sign.
  static func append(_ number: Int64, to buffer: inout CopyBuffer) {
    if number < 0 { buffer.append(UInt8(ascii: "-")) }
    DigitText(number.magnitude).append(to: &buffer)
  }

  /// Appends a number padded with zeros to `width` digits.
  static func append(_ number: UInt64, width: Int, to buffer: inout CopyBuffer) {
    let digits = DigitText(number)
    for _ in 0..<max(0, width - digits.count) { buffer.append(UInt8(ascii: "0")) }
    digits.append(to: &buffer)
  }

  private mutating func push(_ digit: UInt8) {
    start -= 1
    storage[start] = 0x30 + digit
  }
}

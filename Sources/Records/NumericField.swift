internal import PostgresDriver

/// PostgreSQL's binary form of `numeric` (`numeric_send` in its numeric.c): digits of base 10000.
enum NumericField {
  /// Appends the field with its length; throws when the column would round or overflow.
  static func append(
    _ number: DecimalValue, limit: NumericLimit?, to buffer: inout CopyBuffer
  ) throws(RecordFault) {
    if let limit, !fits(number, limit) { throw RecordFault(.outOfRange) }
    guard number.coefficient > 0 else {
      buffer.appendInteger(Int32(8))
      return buffer.appendInteger(UInt64(0))
    }
    // The exponent is lowered to a multiple of four, the coefficient grows by up to 10^3 for it:
    // at most 37 digits, ten groups of four.
    let group = number.exponent >> 2
    var rest = number.coefficient
    for _ in group * 4..<number.exponent { rest *= 10 }
    var groups = InlineArray<10, UInt16>(repeating: 0)
    var count = 0
    while rest > 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10_000)
      groups[count] = UInt16(digit)
      rest = quotient
      count += 1
    }
    var zeros = 0
    while groups[zeros] == 0 { zeros += 1 }
    buffer.appendInteger(Int32(8 + 2 * (count - zeros)))
    buffer.appendInteger(Int16(count - zeros))
    buffer.appendInteger(Int16(group + count - 1))
    buffer.appendInteger(number.negative ? UInt16(0x4000) : 0)
    buffer.appendInteger(Int16(max(0, -number.exponent)))
    for at in (zeros..<count).reversed() { buffer.appendInteger(groups[at]) }
  }

  /// True when the column holds the number exactly.
  private static func fits(_ number: DecimalValue, _ limit: NumericLimit) -> Bool {
    guard number.coefficient > 0 else { return true }
    let exact = number.withoutTrailingZeros()
    let leading = DigitText(exact.coefficient).count + exact.exponent
    return -exact.exponent <= limit.scale && leading <= limit.precision - limit.scale
  }
}

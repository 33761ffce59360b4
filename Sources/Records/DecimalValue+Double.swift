extension DecimalValue {
  /// The double that is this number, or whose shortest form it is; nil when none is.
  var double: Double? {
    let number = withoutTrailingZeros()
    guard number.coefficient > 0 else { return negative ? -0.0 : 0 }
    return number.exactDouble ?? number.shortDouble
  }

  /// Nothing is rounded: products and quotients stay whole, and fit into 53 bits at the end.
  var exactDouble: Double? {
    var whole = coefficient
    for _ in 0..<abs(exponent) {
      if exponent > 0 {
        let (product, overflow) = whole.multipliedReportingOverflow(by: 5)
        if overflow { return nil }
        whole = product
      } else {
        let (quotient, rest) = whole.quotientAndRemainder(dividingBy: 5)
        if rest > 0 { return nil }
        whole = quotient
      }
    }
    let power = whole.trailingZeroBitCount
    guard whole >> power < 1 << 53 else { return nil }
    let magnitude = Double(
      sign: .plus, exponent: exponent + power, significand: Double(UInt64(whole >> power)))
    guard magnitude.isNormal else { return nil }
    return negative ? -magnitude : magnitude
  }

  /// A shortest form has at most 17 digits.
  private var shortDouble: Double? {
    guard coefficient < 100_000_000_000_000_000, (-400...400).contains(exponent) else { return nil }
    let text = "\(negative ? "-" : "")\(coefficient)e\(exponent)"
    guard let nearest = Double(text), let shortest = DecimalValue(nearest) else { return nil }
    return shortest.withoutTrailingZeros() == self ? nearest : nil
  }
}

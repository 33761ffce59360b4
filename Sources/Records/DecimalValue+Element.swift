internal import MongoDriver

extension DecimalValue {
  /// The number that an element holds; nil when it is not a number, or not finite.
  init?(_ element: BSONElement, _ bytes: Span<UInt8>) {
    let start = element.value.lowerBound
    switch element.type {
    case .int32: self.init(Int64(bytes.int32(at: start)))
    case .int64: self.init(bytes.int64(at: start))
    case .double: self.init(bytes.double(at: start))
    case .decimal128: self.init(decimal128: bytes, at: start)
    default: return nil
    }
  }

  /// Reads `-12.50` or `1e3`: digits with at most one point and an exponent, as JSON writes a number.
  ///
  /// Throws `.wrongType` for another text, and `.outOfRange` for more than 34 digits or an exponent
  /// beyond MongoDB's range.
  init(_ bytes: Span<UInt8>, _ text: Range<Int>) throws(RecordFault) {
    var (at, isTooLong) = (text.lowerBound, false)
    negative = at < text.upperBound && bytes[at] == UInt8(ascii: "-")
    if negative { at += 1 }
    let start = at
    coefficient = 0
    exponent = 0
    try Self.takeDigits(bytes, &at, text.upperBound, &coefficient, &isTooLong)
    if at - start > 1, bytes[start] == UInt8(ascii: "0") { throw RecordFault(.wrongType) }
    if at < text.upperBound, bytes[at] == UInt8(ascii: ".") {
      at += 1
      let point = at
      try Self.takeDigits(bytes, &at, text.upperBound, &coefficient, &isTooLong)
      exponent = point - at
    }
    if at < text.upperBound, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      let isNegative = at < text.upperBound && bytes[at] == UInt8(ascii: "-")
      if isNegative || at < text.upperBound && bytes[at] == UInt8(ascii: "+") { at += 1 }
      var power: UInt128 = 0
      try Self.takeDigits(bytes, &at, text.upperBound, &power, &isTooLong)
      let most = Int(min(power, 100_000))
      exponent += isNegative ? -most : most
    }
    guard at == text.upperBound else { throw RecordFault(.wrongType) }
    if isTooLong || !(-6176...6111).contains(exponent) { throw RecordFault(.outOfRange) }
  }

  /// Takes one or more digits; `number` keeps the first 34 of them, then `isTooLong` is set.
  private static func takeDigits(
    _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int, _ number: inout UInt128,
    _ isTooLong: inout Bool
  ) throws(RecordFault) {
    let start = at
    while at < end, (0x30...0x39).contains(bytes[at]) {
      if number < 1_000_000_000_000_000_000_000_000_000_000_000 {
        number = number * 10 + UInt128(bytes[at] - 0x30)
      } else {
        isTooLong = true
      }
      at += 1
    }
    guard at > start else { throw RecordFault(.wrongType) }
  }

  /// True for the same number, however many zeros it has.
  func isEqual(_ other: DecimalValue) -> Bool {
    let (a, b) = (withoutTrailingZeros(), other.withoutTrailingZeros())
    return a.coefficient == b.coefficient
      && (a.coefficient == 0 || a.exponent == b.exponent && a.negative == b.negative)
  }

  /// The number times ten to the power, as an integer; nil when it has a fraction or is beyond `Int64`.
  func integer(timesTenTo power: Int) -> Int64? {
    let value = withoutTrailingZeros()
    guard value.coefficient > 0 else { return 0 }
    let zeros = value.exponent + power
    guard (0..<19).contains(zeros) else { return nil }
    var number = value.coefficient
    for _ in 0..<zeros {
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      number = product
    }
    guard let magnitude = UInt64(exactly: number) else { return nil }
    if !negative { return Int64(exactly: magnitude) }
    return magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 }
  }
}

extension BSONType {
  /// True for the four types of numbers.
  var isNumber: Bool {
    switch self {
    case .int32, .int64, .double, .decimal128: true
    default: false
    }
  }
}

internal import MongoDriver
internal import PostgresDriver

/// Appends numbers as fields of type `double precision`.
enum DoubleField {
  /// Throws `.wrongType` for anything but a number, and `.outOfRange` for one that is not exactly a double.
  ///
  /// A double is sent unchanged, including not-finite ones. A decimal number also becomes the double whose shortest
  /// form it is: that is the number that everybody reads back.
  static func append(
    _ value: BSONElement, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    let start = value.value.lowerBound
    let number: Double?
    switch value.type {
    case .int32: number = Double(bytes.int32(at: start))
    case .int64: number = double(bytes.int64(at: start))
    case .double: number = bytes.double(at: start)
    case .decimal128:
      if let decimal = DecimalValue(decimal128: bytes, at: start) {
        number = decimal.double
      } else {
        number = notFinite(bytes, at: start)
      }
    default: throw RecordFault(.wrongType)
    }
    try append(number, &buffer)
  }

  /// Throws `.outOfRange` for nil.
  static func append(_ number: Double?, _ buffer: inout CopyBuffer) throws(RecordFault) {
    guard let number else { throw RecordFault(.outOfRange) }
    buffer.appendInteger(Int32(8))
    // Many bit patterns are NaN, and PostgreSQL writes one of them.
    buffer.appendInteger((number.isNaN ? Double.nan : number).bitPattern)
  }

  private static func double(_ number: Int64) -> Double? {
    let nearest = Double(number)
    return Int64(whole: nearest) == number ? nearest : nil
  }

  private static func notFinite(_ bytes: Span<UInt8>, at offset: Int) -> Double {
    let high = bytes.word(at: offset + 8)
    if (high >> 58) & 0x1F == 0x1F { return .nan }
    return high >> 63 == 1 ? -.infinity : .infinity
  }
}

extension Int64 {
  /// The same number; nil when it has a fraction or is beyond `Int64`.
  ///
  /// `init(exactly:)` does the same by a call of the C library for each number.
  init?(whole number: Double) {
    guard number >= -0x1p63, number < 0x1p63 else { return nil }
    self.init(number)
    guard Double(self) == number else { return nil }
  }
}

package import MongoDriver
package import PostgresDriver

/// The bytes of an id that are the same for two ids which MongoDB takes for equal, and for no others.
///
/// The first byte is the type's rank as in `SourceID`. What follows is the same there, but for numbers: they compare by
/// their value, whatever the type is.
///
/// | byte after the rank | number | bytes |
/// |---|---|---|
/// | `i` | an integer that fits 64 bits | 8, big-endian |
/// | `d` | another number that a double is | the double's bits, big-endian |
/// | `m` | another decimal | sign, coefficient (16, big-endian), exponent (4, big-endian) |
/// | `n` | not a number | none |
package enum ComparedID {
  /// Appends the bytes of an id, without a length; throws when its text or frame is broken.
  package static func append(
    _ element: BSONElement, of bytes: Span<UInt8>, to buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard element.type.isNumber else {
      return try SourceID.append(element, of: bytes, to: &buffer)
    }
    buffer.append(SourceID.rank(element.type))
    guard let number = DecimalValue(element, bytes) else {
      return appendNotFinite(element, bytes, &buffer)
    }
    if let integer = integer(element, bytes, number) {
      buffer.append(UInt8(ascii: "i"))
      buffer.appendInteger(integer)
    } else if let double = exactDouble(element, bytes, number) {
      appendDouble(double, &buffer)
    } else {
      let plain = number.withoutTrailingZeros()
      buffer.append(UInt8(ascii: "m"))
      buffer.append(plain.negative ? 1 : 0)
      buffer.appendInteger(plain.coefficient)
      buffer.appendInteger(Int32(plain.exponent))
    }
  }

  /// The number where it is an integer of 64 bits: of a double itself, whose shortest form may be another number.
  private static func integer(
    _ element: BSONElement, _ bytes: Span<UInt8>, _ number: DecimalValue
  ) -> Int64? {
    element.type == .double
      ? Int64(exactly: bytes.double(at: element.value.lowerBound))
      : number.integer(timesTenTo: 0)
  }

  private static func exactDouble(
    _ element: BSONElement, _ bytes: Span<UInt8>, _ number: DecimalValue
  ) -> Double? {
    element.type == .double
      ? bytes.double(at: element.value.lowerBound)
      : number.withoutTrailingZeros().exactDouble
  }

  private static func appendDouble(_ number: Double, _ buffer: inout CopyBuffer) {
    buffer.append(UInt8(ascii: "d"))
    buffer.appendInteger(number.bitPattern)
  }

  private static func appendNotFinite(
    _ element: BSONElement, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) {
    let start = element.value.lowerBound
    let number =
      element.type == .double
      ? bytes.double(at: start)
      : Double("\(DecimalValue.name(decimal128: bytes, at: start))") ?? .nan
    if number.isNaN {
      buffer.append(UInt8(ascii: "n"))
    } else {
      appendDouble(number, &buffer)
    }
  }
}

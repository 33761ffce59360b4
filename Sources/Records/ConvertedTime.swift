internal import MongoDriver

/// A time that a mapping says is text or a number.
struct ConvertedTime: Equatable {
  /// Since 1970-01-01 UTC, rounded down.
  let milliseconds: Int64
  /// What must be added to them, 0 to 999.
  let microseconds: Int64

  /// nil when the value is of another type than the conversion takes. Throws when it is not a time, or not an
  /// exact one.
  init?(_ value: BSONElement, _ conversion: Conversion, _ bytes: Span<UInt8>) throws(RecordFault) {
    switch conversion {
    case .iso:
      guard value.type == .string else { return nil }
      guard let time = ISOTime(bytes, value.text) else { throw RecordFault(.wrongType) }
      guard time.isExact else { throw RecordFault(.outOfRange) }
      (milliseconds, microseconds) = (time.milliseconds, time.microseconds)
    case .epoch, .epochMilliseconds:
      guard value.type.isNumber else { return nil }
      let power = conversion == .epoch ? 6 : 3
      guard let time = DecimalValue(value, bytes)?.integer(timesTenTo: power) else {
        throw RecordFault(.outOfRange)
      }
      microseconds = (time % 1000 + 1000) % 1000
      milliseconds = (time - microseconds) / 1000
    case .text, .number: return nil
    }
  }

  /// As a field of type timestamptz; nil when PostgreSQL cannot hold it.
  var field: Int64? { TimeField.microseconds(milliseconds).map { $0 + microseconds } }
}

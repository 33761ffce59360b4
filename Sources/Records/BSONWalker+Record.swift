internal import MongoDriver

extension BSONWalker {
  /// A walker whose faults are reasons: broken BSON rejects the one record.
  @inline(__always)
  init(record bytes: Span<UInt8>, document: Range<Int>) throws(RecordFault) {
    do throws(BSONFault) {
      try self.init(bytes, document: document)
    } catch {
      throw RecordFault(.malformed)
    }
  }

  /// `next` whose faults are reasons.
  @inline(__always)
  mutating func element(_ bytes: Span<UInt8>) throws(RecordFault) -> BSONElement? {
    do throws(BSONFault) {
      return try next(bytes)
    } catch {
      throw RecordFault(.malformed)
    }
  }
}

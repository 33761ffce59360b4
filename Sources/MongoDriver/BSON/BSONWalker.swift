/// Steps through the elements of one document or array, one level deep, without copying.
///
/// Every length is checked against the enclosing document before use, so any bytes at all yield
/// elements or a `BSONFault`, never a trap. An embedded document is framed here (length and last
/// byte) and its inside is checked when it is walked itself.
@usableFromInline
package struct BSONWalker: Sendable {
  @usableFromInline var position: Int
  /// The offset of the document's closing NUL.
  @usableFromInline let end: Int

  /// - Parameter document: the range of the whole document, including its length field; a range that
  ///   is not within `bytes` is a fault.
  @inlinable
  package init(_ bytes: Span<UInt8>, document: Range<Int>) throws(BSONFault) {
    let start = document.lowerBound
    guard start >= 0, document.upperBound <= bytes.count, document.count >= 5 else {
      throw BSONFault(.truncated, at: start)
    }
    guard Int(bytes.int32(at: start)) == document.count else {
      throw BSONFault(.badLength, at: start)
    }
    guard bytes[document.upperBound - 1] == 0 else {
      throw BSONFault(.missingTerminator, at: document.upperBound - 1)
    }
    position = start + 4
    end = document.upperBound - 1
  }

  /// The next element; nil after the last one. `bytes` is the span given to `init`.
  @inlinable
  package mutating func next(_ bytes: Span<UInt8>) throws(BSONFault) -> BSONElement? {
    guard position < end else { return nil }
    let byte = bytes[position]
    guard let type = BSONType(rawValue: byte) else {
      // A NUL here closes the document before its length says so.
      throw BSONFault(byte == 0 ? .badLength : .unknownType(byte), at: position)
    }
    let name = position + 1
    guard let nameEnd = bytes.firstIndex(of: 0, in: name..<end) else {
      throw BSONFault(.truncated, at: name)
    }
    let value = nameEnd + 1
    let valueEnd = try BSONWalker.end(of: type, from: value, limit: end, bytes)
    position = valueEnd
    return BSONElement(type: type, key: name..<nameEnd, value: value..<valueEnd)
  }

  /// The end of the value that starts at `start`; `limit` is the closing NUL of its document.
  @inlinable
  static func end(
    of type: BSONType, from start: Int, limit: Int, _ bytes: Span<UInt8>
  ) throws(BSONFault) -> Int {
    switch type {
    case .null, .undefined, .minKey, .maxKey: return start
    case .int32: return try fixed(4, start, limit)
    case .double, .date, .timestamp, .int64: return try fixed(8, start, limit)
    case .objectID: return try fixed(12, start, limit)
    case .decimal128: return try fixed(16, start, limit)
    case .bool:
      let end = try fixed(1, start, limit)
      guard bytes[start] <= 1 else { throw BSONFault(.badValue, at: start) }
      return end
    case .string, .code, .symbol: return try string(start, limit, bytes)
    case .document, .array: return try document(start, limit, bytes)
    case .binary: return try binary(start, limit, bytes)
    case .regex: return try name(name(start, limit, bytes), limit, bytes)
    case .dbPointer: return try fixed(12, string(start, limit, bytes), limit)
    case .codeWithScope: return try codeWithScope(start, limit, bytes)
    }
  }

  @inlinable @inline(__always)
  static func fixed(_ size: Int, _ start: Int, _ limit: Int) throws(BSONFault) -> Int {
    guard limit - start >= size else { throw BSONFault(.truncated, at: start) }
    return start + size
  }

  /// The length field at `start`, which is at least `least` and after which `extra` bytes and as
  /// many as it says still lie before `limit`, when it does not count itself (`extra` is 4 then).
  @inlinable @inline(__always)
  static func length(
    _ start: Int, least: Int, extra: Int, _ limit: Int, _ bytes: Span<UInt8>
  ) throws(BSONFault) -> Int {
    guard limit - start >= 4 else { throw BSONFault(.truncated, at: start) }
    let length = Int(bytes.int32(at: start))
    guard length >= least else { throw BSONFault(.badLength, at: start) }
    guard length <= limit - start - extra else { throw BSONFault(.truncated, at: start) }
    return length
  }

  @inlinable @inline(__always)
  static func string(_ start: Int, _ limit: Int, _ bytes: Span<UInt8>) throws(BSONFault) -> Int {
    let end = try start + 4 + length(start, least: 1, extra: 4, limit, bytes)
    guard bytes[end - 1] == 0 else { throw BSONFault(.missingTerminator, at: end - 1) }
    return end
  }

  @inlinable @inline(__always)
  static func document(_ start: Int, _ limit: Int, _ bytes: Span<UInt8>) throws(BSONFault) -> Int {
    let end = try start + length(start, least: 5, extra: 0, limit, bytes)
    guard bytes[end - 1] == 0 else { throw BSONFault(.missingTerminator, at: end - 1) }
    return end
  }

  @inlinable
  static func binary(_ start: Int, _ limit: Int, _ bytes: Span<UInt8>) throws(BSONFault) -> Int {
    let length = try length(start, least: 0, extra: 5, limit, bytes)
    // The old binary subtype carries its length twice.
    if bytes[start + 4] == 2 {
      guard length >= 4, Int(bytes.int32(at: start + 5)) == length - 4 else {
        throw BSONFault(.badLength, at: start + 5)
      }
    }
    return start + 5 + length
  }

  @inlinable
  static func name(_ start: Int, _ limit: Int, _ bytes: Span<UInt8>) throws(BSONFault) -> Int {
    guard let end = bytes.firstIndex(of: 0, in: start..<limit) else {
      throw BSONFault(.truncated, at: start)
    }
    return end + 1
  }

  @inlinable
  static func codeWithScope(
    _ start: Int, _ limit: Int, _ bytes: Span<UInt8>
  ) throws(BSONFault) -> Int {
    let end = try start + length(start, least: 14, extra: 0, limit, bytes)
    let scope = try string(start + 4, end, bytes)
    guard try document(scope, end, bytes) == end else { throw BSONFault(.badLength, at: scope) }
    return end
  }
}

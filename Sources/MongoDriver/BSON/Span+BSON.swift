/// Reads of BSON's little-endian values; an offset outside of the span is a programming error and
/// traps, so pass offsets that a `BSONWalker` gave.
extension Span<UInt8> {
  /// The four bytes at `offset` as a signed number.
  @inlinable @inline(__always)
  package func int32(at offset: Int) -> Int32 {
    // The load is bounds-checked, and every bit pattern is an integer.
    unsafe Int32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Int32.self))
  }

  /// The eight bytes at `offset` as a signed number.
  @inlinable @inline(__always)
  package func int64(at offset: Int) -> Int64 {
    Int64(bitPattern: word(at: offset))
  }

  /// The eight bytes at `offset` as a double.
  @inlinable @inline(__always)
  package func double(at offset: Int) -> Double {
    Double(bitPattern: word(at: offset))
  }

  /// The eight bytes at `offset` as a little-endian number.
  @inlinable @inline(__always)
  package func word(at offset: Int) -> UInt64 {
    // The load is bounds-checked, and every bit pattern is an integer.
    unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The `count` bytes at `offset`, at most seven, as the low bytes of a little-endian number whose
  /// others are those of `filler`.
  @inlinable @inline(__always)
  package func word(at offset: Int, count: Int, filler: UInt64 = 0) -> UInt64 {
    let others = UInt64.max &<< UInt64(truncatingIfNeeded: count &* 8)
    // One load where eight bytes are available, which is nearly always.
    if offset <= self.count - 8 { return word(at: offset) & ~others | filler & others }
    var word = filler & others
    for step in 0..<count { word |= UInt64(self[offset + step]) &<< UInt64(step * 8) }
    return word
  }

  /// The UTF-8 bytes of a string, code or symbol, without length and NUL; they may hold a NUL and
  /// their UTF-8 is not checked.
  @inlinable
  package func stringContents(of element: BSONElement) throws(BSONFault) -> Range<Int> {
    switch element.type {
    case .string, .code, .symbol:
      let value = element.value
      guard value.count >= 5 else { throw BSONFault(.badLength, at: value.lowerBound) }
      return element.text
    default:
      throw BSONFault(.wrongType, at: element.value.lowerBound)
    }
  }

  /// The offset of the first `byte` in `range`; nil when there is none.
  @inlinable
  package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    let low: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    let pattern = low &* UInt64(byte)
    var at = range.lowerBound
    // Eight bytes at a time: the lowest high bit left by the subtraction marks the first zero byte.
    while range.upperBound - at >= 8 {
      let difference = word(at: at) ^ pattern
      let zeros = (difference &- low) & ~difference & high
      if zeros != 0 { return at + zeros.trailingZeroBitCount / 8 }
      at += 8
    }
    while at < range.upperBound {
      if self[at] == byte { return at }
      at += 1
    }
    return nil
  }

  /// Lends each of the documents that stand here one behind the other, and says where it starts.
  ///
  /// The length of each is in its first four bytes, and must be right.
  package func forEachDocument(_ body: (Span<UInt8>, _ start: Int) throws -> Void) throws {
    var start = 0
    while start < count {
      let end = start + Int(int32(at: start))
      precondition(end > start && end <= count)
      try body(extracting(start..<end), start)
      start = end
    }
  }
}

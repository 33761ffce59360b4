/// UTF-8 of a byte range: validity as Unicode defines it, and its length in code points.
@usableFromInline
package enum UTF8Check {
  /// True when `range` is well-formed UTF-8: no overlong forms, no surrogates, nothing above
  /// U+10FFFF (Unicode 15, table 3-7). A NUL is well-formed.
  @inlinable
  package static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    let end = range.upperBound
    var at = range.lowerBound
    while at < end {
      while end - at >= 8, bytes.word(at: at) & high == 0 { at += 8 }
      guard at < end else { break }
      if bytes[at] < 0x80 {
        at += 1
      } else {
        let length = sequence(bytes, at, end)
        guard length > 0 else { return false }
        at += length
      }
    }
    return true
  }

  /// The code points of well-formed UTF-8, as PostgreSQL's `char_length` counts them.
  @inlinable
  package static func codePoints(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    let low: UInt64 = 0x0101_0101_0101_0101
    let end = range.upperBound
    var at = range.lowerBound
    var continuations = 0
    while end - at >= 8 {
      // A continuation byte is 10xxxxxx: its top bit is set and the next one is not.
      let word = bytes.word(at: at)
      continuations += ((word >> 7) & ~(word >> 6) & low).nonzeroBitCount
      at += 8
    }
    while at < end {
      if bytes[at] & 0xC0 == 0x80 { continuations += 1 }
      at += 1
    }
    return range.count - continuations
  }

  /// The length of the sequence of two to four bytes at `at`; 0 when it is ill-formed.
  @inlinable
  static func sequence(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Int {
    guard end - at >= 2 else { return 0 }
    let second = bytes[at + 1]
    let length: Int
    switch (bytes[at], second) {
    case (0xC2...0xDF, 0x80...0xBF): return 2
    case (0xE0, 0xA0...0xBF), (0xE1...0xEC, 0x80...0xBF), (0xED, 0x80...0x9F),
      (0xEE...0xEF, 0x80...0xBF):
      length = 3
    case (0xF0, 0x90...0xBF), (0xF1...0xF3, 0x80...0xBF), (0xF4, 0x80...0x8F): length = 4
    default: return 0
    }
    guard end - at >= length else { return 0 }
    for next in at + 2..<at + length where bytes[next] & 0xC0 != 0x80 { return 0 }
    return length
  }
}

internal import MongoDriver

/// Questions about a range of bytes, answered eight bytes at a time.
package enum ByteScan {
  /// A one in every byte.
  static let low: UInt64 = 0x0101_0101_0101_0101
  /// The high bit of every byte.
  static let high: UInt64 = 0x8080_8080_8080_8080
  /// Fills up a word with bytes that answer no question.
  static let letters = low &* 0x61

  /// True when the range is printable ASCII (DEL included) without quote and backslash: a JSON
  /// string unchanged.
  static func isPlainJSON(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    while range.upperBound - at >= 8 {
      if !isPlainJSON(bytes.word(at: at)) { return false }
      at += 8
    }
    return isPlainJSON(bytes.word(at: at, count: range.upperBound - at, filler: letters))
  }

  @inline(__always)
  private static func isPlainJSON(_ word: UInt64) -> Bool {
    let control = (word &- low &* 0x20) & ~word
    return (word | control | zeros(word ^ low &* 0x22) | zeros(word ^ low &* 0x5C)) & high == 0
  }

  /// True when the range is ASCII without a NUL, so that bytes are code points.
  package static func isPlainText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    while range.upperBound - at >= 8 {
      let word = bytes.word(at: at)
      if (word | zeros(word)) & high != 0 { return false }
      at += 8
    }
    let rest = bytes.word(at: at, count: range.upperBound - at, filler: letters)
    return (rest | zeros(rest)) & high == 0
  }

  /// True when the two ranges hold the same bytes.
  static func equal(
    _ a: Span<UInt8>, _ left: Range<Int>, _ b: Span<UInt8>, _ right: Range<Int>
  ) -> Bool {
    guard left.count == right.count else { return false }
    for step in 0..<left.count
    where a[left.lowerBound + step] != b[right.lowerBound + step] {
      return false
    }
    return true
  }

  /// The first eight bytes of the range, or all of one that is shorter, as a little-endian number.
  @inline(__always)
  static func head(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    range.count < 8
      ? bytes.word(at: range.lowerBound, count: range.count) : bytes.word(at: range.lowerBound)
  }

  /// Throws unless the range is what a `text` value can hold: UTF-8 without a NUL.
  static func requireText(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(RecordFault) {
    if isPlainText(bytes, range) { return }
    guard UTF8Check.isValid(bytes, range) else { throw RecordFault(.invalidUTF8) }
    guard bytes.firstIndex(of: 0, in: range) == nil else { throw RecordFault(.nulCharacter) }
  }

  /// Has a high bit set when a byte of the word is zero; only "any at all" is exact.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    (word &- low) & ~word
  }
}

internal import MongoDriver

/// Questions about a range of bytes, answered eight bytes a step.
package enum ByteScan {
  private static let low: UInt64 = 0x0101_0101_0101_0101
  private static let high: UInt64 = 0x8080_8080_8080_8080

  /// True when the range is printable ASCII (DEL included) without quote and backslash: a JSON
  /// string as it stands.
  static func isPlainJSON(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    while range.upperBound - at >= 8 {
      let word = bytes.word(at: at)
      let control = (word &- low &* 0x20) & ~word
      if (word | control | zeros(word ^ low &* 0x22) | zeros(word ^ low &* 0x5C)) & high != 0 {
        return false
      }
      at += 8
    }
    while at < range.upperBound {
      let byte = bytes[at]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { return false }
      at += 1
    }
    return true
  }

  /// True when the range is ASCII without a NUL, so that bytes are code points.
  package static func isPlainText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    while range.upperBound - at >= 8 {
      let word = bytes.word(at: at)
      if (word | zeros(word)) & high != 0 { return false }
      at += 8
    }
    while at < range.upperBound {
      if bytes[at] == 0 || bytes[at] >= 0x80 { return false }
      at += 1
    }
    return true
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

internal import Basics
internal import MongoDriver

/// What the form of an email depends on, found eight bytes at a time, because every email of the source is checked.
struct EmailSigns {
  private(set) var ats = 0
  private(set) var hasCapital = false
  private(set) var isASCII = true
  /// True with an ASCII control character, DEL or a blank.
  private(set) var hasControl = false

  /// Looks at every byte of the range.
  init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var at = range.lowerBound
    while range.upperBound - at >= 8 {
      add(bytes.word(at: at))
      at += 8
    }
    add(bytes.word(at: at, count: range.upperBound - at, filler: ByteScan.letters))
  }

  @inline(__always)
  private mutating func add(_ word: UInt64) {
    let (low, high) = (ByteScan.low, ByteScan.high)
    if word & high != 0 { return addBytes(word) }
    // All bytes are below 0x80, so that a sum sets a byte's high bit and carries no further.
    let controls = ((word &+ low &* 0x5F) ^ high) | (word &+ low)
    if controls & high != 0 { hasControl = true }
    let capitals = (word &+ low &* 0x3F) & ~(word &+ low &* 0x25)
    if capitals & high != 0 { hasCapital = true }
    let others = (word ^ low &* 0x40) &+ ~high
    ats += (~others & high).nonzeroBitCount
  }

  @inline(never)
  private mutating func addBytes(_ word: UInt64) {
    isASCII = false
    for place in stride(from: 0, to: 64, by: 8) {
      let byte = UInt8(truncatingIfNeeded: word >> UInt64(place))
      if byte == UInt8(ascii: "@") { ats += 1 }
      if byte.isASCIICapital { hasCapital = true }
      if byte <= 0x20 || byte == 0x7F { hasControl = true }
    }
  }
}

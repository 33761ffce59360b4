/// The keys of the records that compete for one, rejected ones among them: which may repeat, and which are known.
package struct KeyLedger {
  /// 15 MiB. Of a million keys hardly one is taken for a repeated one by chance, of ten million one
  /// or two per mille: they cost PostgreSQL a second look and nothing else.
  private var seen = KeyFilter(blocks: 15 << 14)
  private var known: KnownRows?
  /// True when two records may share a key; never false when two do.
  package private(set) var mayRepeat = false
  /// True when a record may have been taken for known that must be staged: read the source again.
  package private(set) var claimedRepeat = false

  /// `known` are the rows whose equal records need not be staged; nil when there are none.
  init(known: KnownRows?) {
    self.known = known
  }

  /// Forgets all keys, to read the source again.
  mutating func restart(known: KnownRows?) {
    seen.removeAll()
    self.known = known
    (mayRepeat, claimedRepeat) = (false, false)
  }

  /// Enters the key of this hash; true when it may have been entered before.
  mutating func enter(_ key: UInt64) -> Bool {
    guard seen.insert(key) else { return false }
    mayRepeat = true
    // The rival that came first may have been taken for known.
    if let known, known.doubt(key) { claimedRepeat = true }
    return true
  }

  /// True when the target has an equal row, which from now on is this record's.
  func claim(_ key: UInt64, _ values: Span<UInt8>, protected: Bool?) -> Bool {
    known?.claim(key, values, protected: protected) ?? false
  }
}

/// A row of the target in two words: a fingerprint of its values, its place, and whether a record
/// equaled it.
struct KnownRow {
  /// Of the key's hash and the values; meaningless in a free slot.
  let fingerprint: UInt64
  /// From the lowest bit: the row's tid (48 bits), a part of its key's hash (12), `protected` (2: unknown,
  /// false, true), claimed, used.
  private(set) var word: UInt64

  /// How many bits a row's tid, or what stands for it, may have.
  static let placeBits: UInt64 = 48
  private static let tagBits: UInt64 = 0xFFF
  private static let claimedBit: UInt64 = 1 << 62
  private static let usedBit: UInt64 = 1 << 63

  /// A row as it was kept; a free slot where both are 0.
  init(fingerprint: UInt64, word: UInt64) {
    (self.fingerprint, self.word) = (fingerprint, word)
  }

  /// A used slot that nobody has claimed.
  init(fingerprint: UInt64, keyHash: UInt64, protected: Bool?, tid: UInt64) {
    self.fingerprint = fingerprint
    word =
      tid | (keyHash & Self.tagBits) << 48 | (protected.map { $0 ? 2 : 1 } ?? 0) << 60
      | Self.usedBit
  }

  /// False for a free slot.
  var isUsed: Bool { word & Self.usedBit != 0 }

  /// True once a record was found equal to the row.
  var isClaimed: Bool {
    get { word & Self.claimedBit != 0 }
    set { word = newValue ? word | Self.claimedBit : word & ~Self.claimedBit }
  }

  /// nil when the column is NULL, or there is none.
  var protected: Bool? {
    switch word >> 60 & 3 {
    case 2: true
    case 1: false
    default: nil
    }
  }

  /// PostgreSQL's tid: the number of the block (32 bits), then of the row in it (16 bits).
  var tid: UInt64 { word & (1 << 48 - 1) }

  /// True when the row is the one with this key and these values; wrong by chance in one of 2^64
  /// cases.
  func matches(fingerprint: UInt64, keyHash: UInt64) -> Bool {
    self.fingerprint == fingerprint && mayHave(keyHash: keyHash)
  }

  /// False when the row surely has another key.
  func mayHave(keyHash: UInt64) -> Bool {
    word >> 48 & Self.tagBits == keyHash & Self.tagBits
  }
}

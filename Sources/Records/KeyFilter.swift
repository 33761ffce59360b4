internal import Basics

/// Distinguishes keys that are surely new from keys that may have been seen before: a Bloom filter over the
/// hashes that `KeyHash` makes.
///
/// Its memory is the same for any number of keys, but pages that no key touches take none; it never calls
/// a repeated key new. A copy shares its keys with the original.
struct KeyFilter {
  private static let wordsOfBlock = 8

  private let words: ZeroedWords
  private let blocks: UInt64

  /// A key touches one block of 64 bytes, which is one cache line.
  init(bytes: Int) {
    let blocks = max(bytes / 64, 1)
    words = ZeroedWords(count: blocks * Self.wordsOfBlock)
    self.blocks = UInt64(blocks)
  }

  /// Forgets all keys.
  func removeAll() {
    words.clear()
  }

  /// Adds a key; true when it may have been added before.
  func insert(_ hash: UInt64) -> Bool {
    let block = start(hash)
    var seen = true
    // In each of the block's eight words one of its 64 bits, by six fresh bits of the hash each.
    var bits = Self.mix(hash)
    for word in block..<block + Self.wordsOfBlock {
      let mask = UInt64(1) << (bits & 63)
      if words[word] & mask == 0 {
        seen = false
        words[word] |= mask
      }
      bits >>= 6
    }
    return seen
  }

  /// False for a key that was surely never added.
  func mayContain(_ hash: UInt64) -> Bool {
    let block = start(hash)
    var bits = Self.mix(hash)
    for word in block..<block + Self.wordsOfBlock {
      if words[word] & (UInt64(1) << (bits & 63)) == 0 { return false }
      bits >>= 6
    }
    return true
  }

  private func start(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash % blocks) * Self.wordsOfBlock
  }

  /// MurmurHash3's finalizer: other bits than those that chose the block.
  private static func mix(_ number: UInt64) -> UInt64 {
    var hash = (number ^ number >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }
}

/// The hash of a key: SipHash with a secret of this process (Swift's `Hasher`), so that nobody can choose
/// keys that collide.
enum KeyHash {
  /// The hash of a key's bytes; different in every process.
  static func of(_ key: Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    key.withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// The fingerprint of a row or record: of its key's hash, its values, and the `_id` of the document whose it is, where
  /// that is compared.
  static func fingerprint(_ key: UInt64, _ values: Span<UInt8>, _ owner: RowOwner) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(key)
    values.withUnsafeBytes { hasher.combine(bytes: $0) }
    if owner != .nobody { hasher.combine(owner.hash) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

/// Tells keys that are surely new from keys that may have been seen before: a Bloom filter.
///
/// Its memory is the same for any number of keys, and it never calls a repeated key new. Of a
/// million keys hardly one is taken for a repeated one by chance, of ten million one or two
/// per mille: they cost PostgreSQL a second look and nothing else.
struct TwinFilter {
  /// 2^18 blocks of eight words, 16 MiB: each key touches one block, which is one cache line.
  private static let blocks = 1 << 18
  private static let wordsOfBlock = 8

  private var words = [UInt64](repeating: 0, count: blocks * wordsOfBlock)

  /// Adds a key; true when it may have been added before.
  mutating func insert(_ key: Span<UInt8>) -> Bool {
    let hash = Self.hash(key)
    let block = Int(truncatingIfNeeded: hash % UInt64(Self.blocks)) * Self.wordsOfBlock
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

  /// FNV-1a, whose weak high bits the mixing spreads.
  private static func hash(_ key: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for at in key.indices { hash = (hash ^ UInt64(key[at])) &* 0x100_0000_01b3 }
    return mix(hash)
  }

  /// MurmurHash3's finalizer: every bit of the number bears on every bit of the result.
  private static func mix(_ number: UInt64) -> UInt64 {
    var hash = (number ^ number >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }
}

internal import MongoDriver

/// The member names met so far on each level of a document, to find one that repeats.
///
/// The names of the open levels lie on one stack of ranges, whose storage is reused.
struct MemberNames {
  private var names: [Range<Int>] = []
  /// Objects up to this size are compared name by name, larger ones are sorted.
  private static let few = 16

  /// Forgets all levels.
  mutating func removeAll() {
    names.removeAll(keepingCapacity: true)
  }

  /// Opens a level; give the mark to the other calls for it.
  func begin() -> Int {
    names.count
  }

  /// Throws when the level has the name already, unless `end` will tell.
  mutating func add(
    _ name: Range<Int>, level mark: Int, _ bytes: Span<UInt8>
  ) throws(RecordFault) {
    if names.count - mark < MemberNames.few {
      for at in mark..<names.count where ByteScan.equal(bytes, names[at], bytes, name) {
        throw RecordFault(.duplicateKey)
      }
    }
    names.append(name)
  }

  /// Closes the level and throws when one of its names repeats.
  mutating func end(level mark: Int, _ bytes: Span<UInt8>) throws(RecordFault) {
    defer { names.removeLast(names.count - mark) }
    guard names.count - mark > MemberNames.few else { return }
    var sorted = names[mark...].map { (hash: MemberNames.hash(bytes, $0), name: $0) }
    // The bytes decide between equal hashes, so chosen collisions cost no more than a sort by bytes.
    sorted.sort { a, b in
      a.hash != b.hash ? a.hash < b.hash : MemberNames.precedes(bytes, a.name, b.name)
    }
    for at in 1..<sorted.count
    where sorted[at - 1].hash == sorted[at].hash
      && ByteScan.equal(bytes, sorted[at - 1].name, bytes, sorted[at].name)
    {
      throw RecordFault(.duplicateKey)
    }
  }

  /// FNV-1a, 64 bits.
  private static func hash(_ bytes: Span<UInt8>, _ name: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for at in name { hash = (hash ^ UInt64(bytes[at])) &* 0x100_0000_01b3 }
    return hash
  }

  private static func precedes(
    _ bytes: Span<UInt8>, _ a: Range<Int>, _ b: Range<Int>
  ) -> Bool {
    for step in 0..<min(a.count, b.count) {
      let (left, right) = (bytes[a.lowerBound + step], bytes[b.lowerBound + step])
      if left != right { return left < right }
    }
    return a.count < b.count
  }
}

internal import MongoDriver

/// The members of the objects that are being written, as one stack whose storage is reused.
struct MemberList {
  private var members: [BSONElement] = []
  /// Objects up to this size are sorted in place by insertion.
  private static let few = 16

  /// The member at an index of `indices(level:)`.
  subscript(at: Int) -> BSONElement { members[at] }

  /// Forgets all levels.
  mutating func removeAll() {
    members.removeAll(keepingCapacity: true)
  }

  /// Opens a level; give the mark to the other calls for it.
  func begin() -> Int {
    members.count
  }

  /// Adds a member to the innermost level.
  mutating func add(_ member: BSONElement) {
    members.append(member)
  }

  /// Where the level's members stand; it has to be the innermost.
  func indices(level mark: Int) -> Range<Int> {
    mark..<members.count
  }

  /// Closes the level, the innermost.
  mutating func end(level mark: Int) {
    members.removeLast(members.count - mark)
  }

  /// Puts the members of the innermost level into the order in which `jsonb` keeps them; throws when
  /// a name repeats.
  mutating func sort(level mark: Int, _ bytes: Span<UInt8>) throws(RecordFault) {
    if members.count - mark <= Self.few {
      for at in mark..<members.count {
        var place = at
        while place > mark, Self.precedes(bytes, members[place].key, members[place - 1].key) {
          members.swapAt(place, place - 1)
          place -= 1
        }
      }
    } else {
      members[mark...].sort { Self.precedes(bytes, $0.key, $1.key) }
    }
    guard members.count - mark > 1 else { return }
    for at in mark + 1..<members.count
    where ByteScan.equal(bytes, members[at - 1].key, bytes, members[at].key) {
      throw RecordFault(.duplicateKey)
    }
  }

  /// Shorter names first, then byte by byte (lengthCompareJsonbStringValue in PostgreSQL's
  /// jsonb_util.c).
  private static func precedes(_ bytes: Span<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Bool {
    if a.count != b.count { return a.count < b.count }
    for step in 0..<a.count {
      let (left, right) = (bytes[a.lowerBound + step], bytes[b.lowerBound + step])
      if left != right { return left < right }
    }
    return false
  }
}

internal import MongoDriver

/// The members of the objects being written, as one stack whose storage is reused.
struct MemberList {
  /// Those beyond `used` belong to finished objects; they only keep the storage.
  private var members: [BSONElement] = []
  private var used = 0
  /// Objects up to this size are sorted in place by insertion.
  private static let few = 16

  /// The member at an index of `indices(level:)`.
  subscript(at: Int) -> BSONElement { members[at] }

  /// Forgets all levels.
  mutating func removeAll() {
    used = 0
  }

  /// Opens a level; give the mark to the other calls for it.
  func begin() -> Int {
    used
  }

  /// Adds a member to the innermost level.
  mutating func add(_ member: BSONElement) {
    if used < members.count { members[used] = member } else { members.append(member) }
    used += 1
  }

  /// The range of the level's members; it must be the innermost.
  func indices(level mark: Int) -> Range<Int> {
    mark..<used
  }

  /// Closes the level, the innermost.
  mutating func end(level mark: Int) {
    used = mark
  }

  /// Sorts the members of the innermost level into the order in which `jsonb` keeps them; throws when
  /// a name repeats.
  mutating func sort(level mark: Int, _ bytes: Span<UInt8>) throws(RecordFault) {
    if used - mark <= Self.few {
      sortFew(mark, bytes)
    } else {
      members[mark..<used].sort { Self.precedes(bytes, $0.key, $1.key) }
    }
    guard used - mark > 1 else { return }
    for at in mark + 1..<used
    where ByteScan.equal(bytes, members[at - 1].key, bytes, members[at].key) {
      throw RecordFault(.duplicateKey)
    }
  }

  private mutating func sortFew(_ mark: Int, _ bytes: Span<UInt8>) {
    let used = used
    var members = members.mutableSpan
    for at in mark..<used {
      let member = members[at]
      var place = at
      while place > mark, Self.precedes(bytes, member.key, members[place - 1].key) {
        members[place] = members[place - 1]
        place -= 1
      }
      if place != at { members[place] = member }
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

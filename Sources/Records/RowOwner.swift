internal import Basics

/// Whose a row is, as 40 bits of a hash of the document's `_id`: enough for what is compared besides 64 bits of the
/// values.
package struct RowOwner: Equatable, Sendable {
  static let bits: UInt64 = 40
  private static let mask: UInt64 = 1 << bits - 1

  /// A row that has no owner; of a record where owners do not matter.
  package static let nobody = RowOwner(hash: 0)
  /// Nobody knows who it is: no record equals the row.
  static let unknown = RowOwner(hash: mask)

  let hash: UInt64

  init(hash: UInt64) { self.hash = hash }

  /// The document with this `_id`, as links have it; nobody for no bytes.
  package init(_ id: Span<UInt8>) {
    hash = id.isEmpty ? 0 : min(max(KeyHash.of(id) & Self.mask, 1), Self.mask - 1)
  }
}

/// The owners of rows by the rows' ids, for as long as the rows are read: to look there costs a fraction of what a join
/// of two large tables in PostgreSQL does.
package final class OwnerTable {
  private static let tagBits: UInt64 = 64 - RowOwner.bits

  /// From the lowest bit: the owner, then a part of the hash of the row's id; 0 where a slot is free.
  private let words: ZeroedWords
  private let most: Int
  private var count = 0

  /// Has room for `expected` owners and some more.
  package init(expected: Int) {
    let slots = Self.slots(expected)
    most = slots / 8 * 7
    words = ZeroedWords(count: slots, isDense: true)
  }

  private static func slots(_ expected: Int) -> Int { max(expected + expected / 2, 64) }

  /// What room for so many owners takes.
  package static func bytes(expected: Int) -> Int { slots(expected) * 8 }

  /// Adds the owner of a row; false when it does not fit.
  package func add(row id: Span<UInt8>, owner: Span<UInt8>) -> Bool {
    guard count < most else { return false }
    let (start, tag) = place(id)
    var at = start
    while words[at] != 0 {
      if words[at] >> RowOwner.bits == tag {
        words[at] = tag << RowOwner.bits | RowOwner.unknown.hash
        return true
      }
      at = next(at)
    }
    words[at] = tag << RowOwner.bits | RowOwner(owner).hash
    count += 1
    return true
  }

  /// Whose the row with this id is.
  package func owner(ofRow id: Span<UInt8>) -> RowOwner {
    let (start, tag) = place(id)
    var at = start
    while words[at] != 0 {
      if words[at] >> RowOwner.bits == tag {
        return RowOwner(hash: words[at] & (1 << RowOwner.bits - 1))
      }
      at = next(at)
    }
    return .nobody
  }

  private func place(_ id: Span<UInt8>) -> (slot: Int, tag: UInt64) {
    let hash = KeyHash.of(id)
    return (
      Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(words.count)).high),
      hash & (1 << Self.tagBits - 1)
    )
  }

  private func next(_ slot: Int) -> Int { slot + 1 < words.count ? slot + 1 : 0 }
}

internal import Basics

/// What the target held before the source was read, as fingerprints in memory: a record that equals its
/// row is recognised at once and need not be staged.
///
/// A fingerprint is SipHash with a key of this process (Swift's `Hasher`), over exactly the bytes that a row
/// of the stage would hold, so equal fingerprints mean equal values; equal values may have different
/// bytes (1.0 and 1.00), which costs the staging of a record and nothing else.
package final class KnownRows: KnownRowStore {
  private static let wordsOfRow = 2
  private static let bytesOfRow = wordsOfRow * 8

  private let match: MatchRule
  private let words: ZeroedWords
  private let slotCount: Int
  /// The keys whose records must be staged, whatever they hold.
  private let doubtful: DoubtfulKeys
  /// More rows than these are not kept: probing gets slow in a full table.
  package let most: Int
  package private(set) var count = 0

  /// Has room for `expected` rows and half as many, as far as `bytes` allow.
  package init(match: MatchRule, expected: Int, bytes: Int) {
    self.match = match
    doubtful = DoubtfulKeys(match, bytes: bytes)
    let slots = min(expected + expected / 2, (bytes - doubtful.bytes) / Self.bytesOfRow)
    // One that is free ends every search.
    slotCount = max(slots, 8)
    most = slots / 8 * 7
    words = ZeroedWords(count: slotCount * Self.wordsOfRow, isDense: true)
  }

  /// What so many rows take at first, of so many bytes.
  package static func bytes(expected: Int, of bytes: Int) -> Int {
    min(bytes, (expected + expected / 2) * bytesOfRow + DoubtfulKeys.share(of: bytes))
  }

  /// How many rows fit into this many bytes.
  package static func most(bytes: Int) -> Int {
    (bytes - DoubtfulKeys.share(of: bytes)) / bytesOfRow / 8 * 7
  }

  /// An email that is not its own key may share it with another row, and so may one that was added before,
  /// which no valid index allows: that key is doubtful.
  package func add(
    _ email: Span<UInt8>, _ values: Span<UInt8>, owner: RowOwner = .nobody, protected: Bool?,
    tid: UInt64
  ) -> Bool {
    guard count < most, !email.isEmpty, tid >> KnownRow.placeBits == 0 else { return false }
    doubtful.note(email)
    let keyHash = KeyHash.of(email)
    var at = slot(keyHash)
    while row(at).isUsed {
      if row(at).mayHave(keyHash: keyHash) { doubtful.insert(keyHash) }
      at = next(at)
    }
    put(
      KnownRow(
        fingerprint: KeyHash.fingerprint(keyHash, values, owner), keyHash: keyHash,
        protected: protected, tid: tid), at)
    count += 1
    return true
  }

  /// The tid of the row that the record equals and no other record has claimed: now it is claimed; nil without one.
  ///
  /// `key` is the hash of the record's key, which is its email too; a record without `protected` leaves
  /// the flag alone.
  func claim(
    _ key: UInt64, _ values: Span<UInt8>, owner: RowOwner = .nobody, protected: Bool?
  ) -> UInt64? {
    guard let at = find(key, KeyHash.fingerprint(key, values, owner)) else { return nil }
    var row = row(at)
    guard !row.isClaimed, protected == nil || protected == row.protected, !doubtful.contains(key)
    else { return nil }
    row.isClaimed = true
    put(row, at)
    return row.tid
  }

  /// From now on no record with the key of this hash claims a row; true when one may have done so.
  func doubt(_ key: UInt64) -> Bool {
    doubtful.insert(key)
    return isClaimed(key)
  }

  package func standings(of rows: [YoungRow]) -> [YoungRow.Standing] {
    rows.map { young in
      var standing = YoungRow.Standing()
      if let at = find(young.email, young.fingerprint), row(at).protected == young.protected {
        (standing.isKnown, standing.isClaimed) = (true, row(at).isClaimed)
      }
      standing.isRival = !(standing.isKnown && young.isKey) && isClaimed(young.key)
      return standing
    }
  }

  private func isClaimed(_ key: UInt64) -> Bool {
    var at = slot(key)
    while row(at).isUsed {
      if row(at).isClaimed, row(at).mayHave(keyHash: key) { return true }
      at = next(at)
    }
    return false
  }

  /// Forgets which rows were claimed, to read the source again.
  package func forgetClaims() {
    for at in 0..<slotCount {
      var row = row(at)
      guard row.isClaimed else { continue }
      row.isClaimed = false
      put(row, at)
    }
  }

  package func forEachUnclaimed(_ body: (UInt64) throws -> Void) rethrows {
    for at in 0..<slotCount {
      let row = row(at)
      if row.isUsed, !row.isClaimed { try body(row.tid) }
    }
  }

  private func find(_ keyHash: UInt64, _ fingerprint: UInt64) -> Int? {
    var at = slot(keyHash)
    while true {
      let row = row(at)
      guard row.isUsed else { return nil }
      if row.matches(fingerprint: fingerprint, keyHash: keyHash) { return at }
      at = next(at)
    }
  }

  private func row(_ slot: Int) -> KnownRow {
    KnownRow(fingerprint: words[2 * slot], word: words[2 * slot + 1])
  }

  private func put(_ row: KnownRow, _ slot: Int) {
    (words[2 * slot], words[2 * slot + 1]) = (row.fingerprint, row.word)
  }

  private func slot(_ keyHash: UInt64) -> Int {
    Int(truncatingIfNeeded: keyHash.multipliedFullWidth(by: UInt64(slotCount)).high)
  }

  private func next(_ slot: Int) -> Int {
    slot + 1 < slotCount ? slot + 1 : 0
  }
}

/// The keys that several rows of the target may have.
final class DoubtfulKeys {
  private let match: MatchRule
  private let keys: KeyFilter
  private var key: [UInt8] = []
  /// What it takes at most.
  let bytes: Int

  /// Takes its share of `bytes`.
  init(_ match: MatchRule, bytes: Int) {
    self.match = match
    self.bytes = Self.share(of: bytes)
    keys = KeyFilter(bytes: self.bytes)
  }

  static func share(of bytes: Int) -> Int { min(1 << 20, bytes / 16) }

  /// Looks at a row's email: another row may be spelled like its key, if that is not the email itself.
  func note(_ email: Span<UInt8>) {
    if EmailKey.isKey(ofColumn: email, match) { return }
    EmailKey.copyKey(ofColumn: email, match, into: &key)
    insert(KeyHash.of(key.span))
  }

  func insert(_ key: UInt64) { _ = keys.insert(key) }

  func contains(_ key: UInt64) -> Bool { keys.mayContain(key) }
}

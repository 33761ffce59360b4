/// What the target held before the source was read, as fingerprints: a record that equals its
/// row is recognised at once and need not be staged.
///
/// It takes 25 MiB for any number of rows. A fingerprint is SipHash with a key of this process
/// (Swift's `Hasher`), over exactly the bytes that a row of the stage would hold, so equal fingerprints
/// mean equal values; equal values may have different bytes (1.0 and 1.00), which costs the
/// staging of a record and nothing else.
package final class KnownRows {
  /// 16 bytes each: 24 MiB.
  private static let slotCount = 3 << 19
  /// More rows than these are not kept: probing gets slow in a full table.
  package static let most = slotCount / 8 * 7

  private let match: MatchRule
  private var slots = [KnownRow](repeating: KnownRow(), count: slotCount)
  /// The keys whose records must be staged, whatever they hold.
  private var doubtful = KeyFilter(blocks: 1 << 14)
  private var key: [UInt8] = []
  /// How many rows were added.
  package private(set) var count = 0

  package init(match: MatchRule) {
    self.match = match
  }

  /// Adds a row; false when it does not fit, or has no email.
  ///
  /// `values` are the columns as fields of a binary COPY. An email that is not its own key may share
  /// it with another row, and so may one that was added before, which no valid index allows: that key is
  /// doubtful.
  package func add(_ email: Span<UInt8>, _ values: Span<UInt8>, protected: Bool?, tid: UInt64)
    -> Bool
  {
    guard count < Self.most, !email.isEmpty else { return false }
    if !EmailKey.isKey(ofColumn: email, match) {
      EmailKey.copyKey(ofColumn: email, match, into: &key)
      _ = doubtful.insert(KeyHash.of(key.span))
    }
    let keyHash = KeyHash.of(email)
    let (at, mayRepeat) = Self.freeSlot(in: slots, keyHash)
    if mayRepeat { _ = doubtful.insert(keyHash) }
    slots[at] = KnownRow(
      fingerprint: Self.fingerprint(keyHash, values), keyHash: keyHash, protected: protected,
      tid: tid)
    count += 1
    return true
  }

  /// The slot for a row with the key, and whether one before it may have the key. The slots are an argument:
  /// as a property each access would be checked for exclusivity.
  private static func freeSlot(
    in slots: [KnownRow], _ keyHash: UInt64
  ) -> (at: Int, mayRepeat: Bool) {
    var (at, mayRepeat) = (slot(keyHash), false)
    while slots[at].isUsed {
      if slots[at].mayHave(keyHash: keyHash) { mayRepeat = true }
      at = next(at)
    }
    return (at, mayRepeat)
  }

  /// The row with this email and all of these values; nil when none was added.
  package func find(_ email: Span<UInt8>, _ values: Span<UInt8>, protected: Bool?) -> KnownRow? {
    guard let at = find(KeyHash.of(email), values), slots[at].protected == protected else {
      return nil
    }
    return slots[at]
  }

  /// True when the record equals a row that no other record has claimed; now it is claimed.
  ///
  /// `key` is the hash of the record's key, which is its email too; a record without `protected` leaves
  /// the flag alone.
  func claim(_ key: UInt64, _ values: Span<UInt8>, protected: Bool?) -> Bool {
    guard let at = find(key, values), !slots[at].isClaimed,
      protected == nil || protected == slots[at].protected, !doubtful.mayContain(key)
    else { return false }
    slots[at].isClaimed = true
    return true
  }

  /// From now on no record with the key of this hash claims a row; true when one may have done so.
  func doubt(_ key: UInt64) -> Bool {
    _ = doubtful.insert(key)
    return isClaimed(key)
  }

  /// True when the email is not its own key, or not that of a known row, and a record may have claimed a
  /// row by that key.
  package func isRival(_ email: Span<UInt8>, isKnown: Bool) -> Bool {
    if isKnown, EmailKey.isKey(ofColumn: email, match) { return false }
    EmailKey.copyKey(ofColumn: email, match, into: &key)
    return isClaimed(KeyHash.of(key.span))
  }

  private func isClaimed(_ key: UInt64) -> Bool {
    var at = Self.slot(key)
    while slots[at].isUsed {
      if slots[at].isClaimed, slots[at].mayHave(keyHash: key) { return true }
      at = Self.next(at)
    }
    return false
  }

  /// Forgets which rows were claimed, to read the source again.
  package func forgetClaims() {
    for at in slots.indices { slots[at].isClaimed = false }
  }

  /// Hands over the tids of the rows that no record claimed.
  package func forEachUnclaimed<E: Error>(_ body: (UInt64) throws(E) -> Void) throws(E) {
    for row in slots where row.isUsed && !row.isClaimed { try body(row.tid) }
  }

  private func find(_ keyHash: UInt64, _ values: Span<UInt8>) -> Int? {
    let fingerprint = Self.fingerprint(keyHash, values)
    var at = Self.slot(keyHash)
    while slots[at].isUsed {
      if slots[at].matches(fingerprint: fingerprint, keyHash: keyHash) { return at }
      at = Self.next(at)
    }
    return nil
  }

  private static func fingerprint(_ keyHash: UInt64, _ values: Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(keyHash)
    values.withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private static func slot(_ keyHash: UInt64) -> Int {
    Int(truncatingIfNeeded: keyHash.multipliedFullWidth(by: UInt64(slotCount)).high)
  }

  private static func next(_ slot: Int) -> Int {
    slot + 1 < slotCount ? slot + 1 : 0
  }
}

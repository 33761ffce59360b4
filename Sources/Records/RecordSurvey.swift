internal import Basics

/// A first look at all records of a source, whose rows are in a file too: which of them must be staged.
///
/// A record's number is that of its document in the source, from 0.
package final class RecordSurvey {
  private let entries: SpilledEntries
  /// The records that must be staged.
  private var staged = BitSet()
  /// The number of the current record.
  private var number = 0

  init(_ file: ScratchFile) {
    entries = SpilledEntries(file)
  }

  /// How many records must be staged.
  package var stagedCount: Int { staged.count }

  /// The current record competes for the key of this hash and equals no row.
  func contend(_ key: UInt64) {
    entries.append(SpilledEntry(contender: key, place: UInt64(number)))
  }

  /// The current record equals the row with its key and these values, if there is one.
  func offer(
    _ key: UInt64, _ values: Span<UInt8>, owner: RowOwner = .nobody, protected: Bool?
  ) {
    entries.append(
      SpilledEntry(
        key: key, fingerprint: KeyHash.fingerprint(key, values, owner), protected: protected,
        place: UInt64(number)))
  }

  /// The next record is the current one; `mayBeKnown` says that the last one was offered.
  package func next(mayBeKnown: Bool) {
    if !mayBeKnown { staged.insert(number) }
    number += 1
  }

  /// The record with this number must be staged.
  func stage(_ number: UInt64) {
    staged.insert(Int(truncatingIfNeeded: number))
  }

  /// Begins again with the first record, to ask `takeNext` of each.
  package func rewind() { number = 0 }

  /// Whether the current record must be staged; the next one is the current one then.
  package func takeNext() -> Bool {
    defer { number += 1 }
    return staged.contains(number)
  }

  func finish() throws(SystemFault) { try entries.finish() }

  func forEach(in partition: Int, _ body: (SpilledEntry) throws -> Void) throws {
    try entries.forEach(in: partition, body)
  }
}

/// The rows of one partition in memory, to be matched with its records.
///
/// Its slots are four words each: a key's hash, the fingerprint, a word as below, and the row's number.
struct PartitionTable {
  private static let wordsOfSlot = 4
  /// A row that no record has matched so far; a row that the record whose number stands beside it equals; one
  /// that no record may equal. 0 is a free slot.
  private static let (fresh, equaled, contested) = (UInt64(1), UInt64(2), UInt64(3))

  private let words: ZeroedWords
  private let slotBits: Int

  /// Has room for so many rows.
  init(rows: Int) {
    var bits = 4
    while 3 << bits < 4 * rows { bits += 1 }
    slotBits = bits
    words = ZeroedWords(count: Self.wordsOfSlot << bits, isDense: true)
  }

  /// Adds a row; two rows with one key, and one whose key is doubtful, are equaled by no record.
  func insert(_ row: SpilledEntry, number: Int, isDoubtful: Bool) {
    if let at = find(row.key) {
      return words[at + 2] = Self.contested << 62
    }
    let at = freeSlot(row.key)
    words[at] = row.key
    words[at + 1] = row.fingerprint
    // The number of the record takes the place of the row's, which its own stands for.
    let flag = row.word & 3 << 48
    words[at + 2] = (isDoubtful ? Self.contested : Self.fresh) << 62 | flag
    words[at + 3] = UInt64(number)
  }

  /// Matches one record after another, as they stand in the source; those that must be staged are marked in
  /// the survey.
  ///
  /// A row is equaled by the only record with its key: once a second one comes, both are staged.
  func match(_ record: SpilledEntry, _ survey: RecordSurvey) {
    guard let at = find(record.key) else { return survey.stage(record.place) }
    let word = words[at + 2]
    let flag = SpilledEntry(key: 0, fingerprint: 0, word: word).protected
    if word >> 62 == Self.fresh, !record.isContender, words[at + 1] == record.fingerprint,
      record.protected == nil || record.protected == flag
    {
      words[at + 2] = Self.equaled << 62 | word & 3 << 48 | record.place
      return
    }
    if word >> 62 == Self.equaled { survey.stage(word & (1 << 48 - 1)) }
    words[at + 2] = Self.contested << 62
    survey.stage(record.place)
  }

  /// Hands over the numbers of the rows that a record equals.
  func forEachClaimed(_ body: (Int) -> Void) {
    for at in stride(from: 0, to: words.count, by: Self.wordsOfSlot)
    where words[at + 2] >> 62 == Self.equaled {
      body(Int(truncatingIfNeeded: words[at + 3]))
    }
  }

  private func find(_ key: UInt64) -> Int? {
    var at = slot(key)
    while words[at + 2] != 0 {
      if words[at] == key { return at }
      at = next(at)
    }
    return nil
  }

  private func freeSlot(_ key: UInt64) -> Int {
    var at = slot(key)
    while words[at + 2] != 0 { at = next(at) }
    return at
  }

  /// By the bits below those that chose the partition.
  private func slot(_ key: UInt64) -> Int {
    let bits = (key << UInt64(SpilledEntries.partitionBits)) >> UInt64(64 - slotBits)
    return Int(truncatingIfNeeded: bits) * Self.wordsOfSlot
  }

  private func next(_ slot: Int) -> Int {
    slot + Self.wordsOfSlot < words.count ? slot + Self.wordsOfSlot : 0
  }
}

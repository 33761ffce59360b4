package import Basics

/// What the target held before the source was read, where that does not fit into memory: fingerprints in a
/// file.
///
/// A record cannot be recognised at once: the whole source is surveyed first, and `join` then says which of its
/// records must be staged. Nothing of a client is in the file, only hashes with a key of this process.
package final class SpilledRows: KnownRowStore {
  private let file: ScratchFile
  private let rows: SpilledEntries
  private let doubtful: DoubtfulKeys
  /// The rows that a record equals, by their numbers in the order of the partitions.
  private var claimed = BitSet()
  /// More rows than these are not kept: for each, a bit here and one in the survey, and up to 86 bytes in the table of
  /// its partition, of which there is one at a time.
  private let most: Int
  package private(set) var count = 0

  /// `bytes` are what they may take in memory.
  package init(match: MatchRule, bytes: Int, in folders: [String]) throws(SystemFault) {
    file = try ScratchFile(in: folders)
    rows = SpilledEntries(file)
    doubtful = DoubtfulKeys(match, bytes: bytes)
    most = max(bytes / 2 * 3, 1 << 16)
  }

  package func add(
    _ email: Span<UInt8>, _ values: Span<UInt8>, owner: RowOwner = .nobody, protected: Bool?,
    tid: UInt64
  ) -> Bool {
    guard count < most, !email.isEmpty, tid >> KnownRow.placeBits == 0, rows.fault == nil else {
      return false
    }
    doubtful.note(email)
    let key = KeyHash.of(email)
    rows.append(
      SpilledEntry(
        key: key, fingerprint: KeyHash.fingerprint(key, values, owner), protected: protected,
        place: tid))
    count += 1
    return true
  }

  /// All rows were added; throws where the file has not taken them.
  package func finish() throws(SystemFault) { try rows.finish() }

  /// A survey of the source, once more after the last one.
  package func survey() -> RecordSurvey { RecordSurvey(file) }

  /// Finds the records of a whole survey that equal a row, and returns how many they are; all others must
  /// be staged.
  ///
  /// Throws `SystemFault` where the file has failed, and what `pause` throws, which is called now and then.
  package func join(_ survey: RecordSurvey, pause: () throws -> Void = {}) throws -> Int {
    claimed = BitSet()
    try survey.finish()
    var (first, found) = (0, 0)
    for partition in 0..<SpilledEntries.partitions {
      try pause()
      let table = PartitionTable(rows: rows.count(in: partition))
      var number = first
      try rows.forEach(in: partition) { row in
        table.insert(row, number: number, isDoubtful: doubtful.contains(row.key))
        number += 1
      }
      try survey.forEach(in: partition) { table.match($0, survey) }
      table.forEachClaimed { row in
        claimed.insert(row)
        found += 1
      }
      first = number
    }
    return found
  }

  package func standings(of rows: [YoungRow]) throws -> [YoungRow.Standing] {
    var standings = rows.map { _ in YoungRow.Standing() }
    if rows.isEmpty { return standings }
    let byEmail = Dictionary(grouping: rows.indices) { rows[$0].email }
    let byKey = Dictionary(grouping: rows.indices) { rows[$0].key }
    try forEach { row, isClaimed in
      for young in byEmail[row.key] ?? []
      where rows[young].fingerprint == row.fingerprint && rows[young].protected == row.protected {
        standings[young].isKnown = true
        if isClaimed { standings[young].isClaimed = true }
      }
      guard isClaimed else { return }
      for young in byKey[row.key] ?? [] { standings[young].isRival = true }
    }
    for young in rows.indices where standings[young].isKnown && rows[young].isKey {
      standings[young].isRival = false
    }
    return standings
  }

  package func forEachUnclaimed(_ body: (UInt64) throws -> Void) throws {
    try forEach { row, isClaimed in
      if !isClaimed { try body(row.place) }
    }
  }

  private func forEach(_ body: (SpilledEntry, _ isClaimed: Bool) throws -> Void) throws {
    var number = 0
    for partition in 0..<SpilledEntries.partitions {
      try rows.forEach(in: partition) { row in
        try body(row, claimed.contains(number))
        number += 1
      }
    }
  }
}

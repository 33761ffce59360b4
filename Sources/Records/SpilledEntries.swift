internal import Basics

/// Three words about a row or a record, as they are kept in a file.
struct SpilledEntry {
  /// The hash of the key.
  var key: UInt64
  /// Of the key and the values.
  var fingerprint: UInt64
  /// From the lowest bit: where the row or the record is (48 bits), `protected` (2: unknown, false, true),
  /// and whether a record only takes part in a contest for its key (1).
  private(set) var word: UInt64

  private static let contenderBit: UInt64 = 1 << 50

  init(key: UInt64, fingerprint: UInt64, word: UInt64) {
    (self.key, self.fingerprint, self.word) = (key, fingerprint, word)
  }

  init(key: UInt64, fingerprint: UInt64, protected: Bool?, place: UInt64) {
    (self.key, self.fingerprint) = (key, fingerprint)
    word = place | (protected.map { $0 ? 2 : 1 } ?? 0) << 48
  }

  /// A record that cannot equal a row.
  init(contender key: UInt64, place: UInt64) {
    (self.key, fingerprint) = (key, 0)
    word = place | Self.contenderBit
  }

  /// A tid, or a record's number.
  var place: UInt64 { word & (1 << 48 - 1) }

  var isContender: Bool { word & Self.contenderBit != 0 }

  var protected: Bool? {
    switch word >> 48 & 3 {
    case 2: true
    case 1: false
    default: nil
    }
  }
}

/// Entries in 256 partitions by the highest bits of their keys, in a file: what has one key is in one
/// partition, and each fits into memory where all of them do not.
final class SpilledEntries {
  static let partitionBits = 8
  static let partitions = 1 << partitionBits
  /// Entries of one write: 8 KiB, so that the buffers of all partitions take 2 MiB.
  private static let entriesOfBlock = 341
  private static let wordsOfEntry = 3
  private static let wordsOfBlock = entriesOfBlock * wordsOfEntry

  private struct Block {
    let start: Int
    let count: Int
  }

  private let file: ScratchFile
  private let buffer = ZeroedWords(count: partitions * wordsOfBlock)
  /// How many entries of each partition are in the buffer.
  private let waiting = ZeroedWords(count: partitions)
  private var blocks: [[Block]] = Array(repeating: [], count: partitions)
  /// Why the file takes no more; nil as long as it does.
  private(set) var fault: SystemFault?

  init(_ file: ScratchFile) {
    self.file = file
  }

  /// How many entries of the partition there are.
  func count(in partition: Int) -> Int {
    blocks[partition].reduce(0) { $0 + $1.count }
  }

  func append(_ entry: SpilledEntry) {
    let partition = Int(truncatingIfNeeded: entry.key >> UInt64(64 - Self.partitionBits))
    let count = Int(truncatingIfNeeded: waiting[partition])
    let at = partition * Self.wordsOfBlock + count * Self.wordsOfEntry
    (buffer[at], buffer[at + 1], buffer[at + 2]) = (entry.key, entry.fingerprint, entry.word)
    waiting[partition] = UInt64(count + 1)
    if count + 1 == Self.entriesOfBlock { flush(partition) }
  }

  /// Writes what is left in the buffer, whose memory is given back.
  func finish() throws(SystemFault) {
    for partition in 0..<Self.partitions where waiting[partition] > 0 { flush(partition) }
    buffer.clear()
    if let fault { throw fault }
  }

  /// Once the file has refused a block, all that follow are dropped.
  private func flush(_ partition: Int) {
    let count = Int(truncatingIfNeeded: waiting[partition])
    waiting[partition] = 0
    if fault != nil { return }
    let first = partition * Self.wordsOfBlock
    do throws(SystemFault) {
      let start = try file.append(buffer, first..<first + count * Self.wordsOfEntry)
      blocks[partition].append(Block(start: start, count: count))
    } catch {
      fault = error
    }
  }

  /// Hands over the entries of the partition as they were added, after `finish`.
  func forEach(
    in partition: Int, _ body: (SpilledEntry) throws -> Void
  ) throws {
    for block in blocks[partition] {
      try file.read(block.start, into: buffer, 0..<block.count * Self.wordsOfEntry)
      for at in stride(from: 0, to: block.count * Self.wordsOfEntry, by: Self.wordsOfEntry) {
        try body(
          SpilledEntry(key: buffer[at], fingerprint: buffer[at + 1], word: buffer[at + 2]))
      }
    }
  }
}

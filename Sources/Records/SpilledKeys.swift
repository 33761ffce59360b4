package import Basics

/// The hashes of keys in a file, to tell for certain whether one of them repeats: of very many keys a filter in memory
/// takes some for repeated that are not.
package final class SpilledKeys {
  private let file: ScratchFile
  private var entries: SpilledEntries

  /// In one of the folders, as `ScratchFile` chooses it.
  package init(in folders: [String]) throws(SystemFault) {
    file = try ScratchFile(in: folders)
    entries = SpilledEntries(file)
  }

  /// Forgets all keys.
  func removeAll() { entries = SpilledEntries(file) }

  func append(_ key: UInt64) {
    entries.append(SpilledEntry(contender: key, place: 0))
  }

  /// Whether a key was appended twice, once all are there; throws where the file has failed.
  func haveRepeated() throws -> Bool {
    try entries.finish()
    var seen: Set<UInt64> = []
    for partition in 0..<SpilledEntries.partitions {
      seen.removeAll(keepingCapacity: true)
      var hasRepeated = false
      try entries.forEach(in: partition) { if !seen.insert($0.key).inserted { hasRepeated = true } }
      if hasRepeated { return true }
    }
    return false
  }
}

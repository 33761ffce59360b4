package import Basics

/// The keys that `--only` names: a hash table over one array of bytes, looked up once per record.
package struct KeySet: Sendable {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>] = []
  /// Open addressing; a slot holds an index of `ranges`, or -1. At least half the slots are free.
  private var slots: [Int]

  /// Emails with the same key count once.
  ///
  /// Throws a failure that says which of the emails are not valid, by number and never by value.
  /// `name` is the setting that they come from; a fault of the command line is one of usage.
  package init(
    emails: [String], match: MatchRule, name: String = "--only", fromOption: Bool = true
  ) throws(SyncFailure) {
    self.init(room: emails.count)
    var faulty: [String] = []
    for (index, email) in emails.enumerated() {
      if let key = EmailKey.normalize(email, match) {
        insert(key)
      } else {
        faulty.append(String(index + 1))
      }
    }
    guard faulty.isEmpty else {
      throw SyncFailure(
        fromOption ? .usage : .unfit, fromOption ? .arguments : .settings,
        "\(name): " + Self.words(faulty),
        hint: "give addresses with exactly one @ and no white space inside")
    }
  }

  /// The same with more keys, normalised ones.
  package func adding(_ keys: [[UInt8]]) -> KeySet {
    if keys.isEmpty { return self }
    let all = self.keys + keys
    var set = KeySet(room: all.count)
    for key in all { set.insert(key) }
    return set
  }

  /// Holds no key yet, and has room for so many.
  private init(room: Int) {
    var size = 8
    while size < room * 2 + 2 { size *= 2 }
    slots = Array(repeating: -1, count: size)
  }

  /// `value 2 is not an email address`.
  private static func words(_ faulty: [String]) -> String {
    let shown = faulty.prefix(10).joined(separator: ", ")
    if faulty.count == 1 { return "value \(shown) is not an email address" }
    let more = faulty.count > 10 ? " and \(faulty.count - 10) more" : ""
    return "values \(shown)\(more) are not email addresses"
  }

  /// The keys in the order given, each once.
  package var keys: [[UInt8]] { ranges.map { Array(bytes[$0]) } }

  /// `key` is a normalised key: trimmed, and folded when the match rule folds.
  func contains(_ key: Span<UInt8>) -> Bool {
    slots[slot(of: key)] >= 0
  }

  private mutating func insert(_ key: [UInt8]) {
    let slot = slot(of: key.span)
    guard slots[slot] < 0 else { return }
    let start = bytes.count
    bytes += key
    slots[slot] = ranges.count
    ranges.append(start..<bytes.count)
  }

  /// The slot that holds the key, or the free one where it belongs.
  private func slot(of key: Span<UInt8>) -> Int {
    // FNV-1a, 64 bits.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for at in key.indices { hash = (hash ^ UInt64(key[at])) &* 0x100_0000_01b3 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
    while slots[slot] >= 0 {
      if ByteScan.equal(key, 0..<key.count, bytes.span, ranges[slots[slot]]) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }
}

/// The documents that own rows with the emails asked about, and what a read of the source has found of them.
struct RowOwners: Sendable {
  /// The matching key of each, by its `_id` as links have it.
  private var found: [[UInt8]: Presence]

  /// What the source has of one.
  enum Presence {
    case gone
    /// There, with its matching key; nil where it has none.
    case there(key: [UInt8]?)
  }

  /// None has been found yet.
  init(_ ids: some Sequence<[UInt8]>) {
    found = Dictionary(ids.map { ($0, .gone) }) { $1 }
  }

  var isEmpty: Bool { found.isEmpty }

  /// The keys of those that were found.
  var keys: [[UInt8]] {
    found.values.compactMap { if case .there(let key) = $0 { key } else { nil } }
  }

  /// The document was read; true when it is one of these. nil stands for one without an `_id` that can be read.
  @discardableResult
  mutating func note(_ id: [UInt8]?, key: [UInt8]?) -> Bool {
    guard let id, found[id] != nil else { return false }
    found[id] = .there(key: key)
    return true
  }

  /// Forgets those that were found with a key, for a read of the documents with these keys alone.
  mutating func forgetKeyed() {
    found = found.mapValues { if case .there(nil) = $0 { $0 } else { .gone } }
  }

  /// Forgets what was found, for a read that delivers all documents again.
  mutating func forget() { found = found.mapValues { _ in .gone } }

  /// True where one is there without a key, which no sync of named clients sees.
  var hasKeyless: Bool {
    found.values.contains { if case .there(nil) = $0 { true } else { false } }
  }

  /// What was found of one of these.
  func presence(_ id: [UInt8]) -> Presence { found[id] ?? .gone }
}
